/** Resources for the wire: of every family, what the scopes of a token allow. */
import { resourceNotFound } from '../../protocols/mcp/errors.ts';
import type { Handlers } from '../../protocols/mcp/handlers.ts';
import type { HubPrincipal } from './principal.ts';
import { MARKDOWN, RESOURCE_SCOPES, type ResourceSource } from './resource-source.ts';

/** What of a token's scopes its list of resources depends on. */
export function resourceScopes(scopes: readonly string[]): string {
  return RESOURCE_SCOPES.filter((scope) => scopes.includes(scope)).join();
}

type ResourceHandlers = Required<
  Pick<Handlers<HubPrincipal>, 'listResources' | 'listResourceTemplates' | 'readResource' | 'mayWatch'>
>;

/** The variable of a template, at its end. */
const VARIABLE = /\{\w+\}$/;

/** Handlers for `resources/*`. */
export function resourceHandlers(sources: readonly ResourceSource[]): ResourceHandlers {
  return {
    listResources: async ({ principal }) => {
      const lists = await Promise.all(allowed(sources, principal).map((source) => source.list()));
      return { items: lists.flat(), cacheScope: 'private' };
    },
    listResourceTemplates: ({ principal }) => ({
      items: allowed(sources, principal).map(({ template }) => template),
      cacheScope: 'private',
    }),
    mayWatch: ({ token }, uri) => isAllowed(sources, token.scopes, uri),
    readResource: async ({ principal }, uri) => {
      const found = find(allowed(sources, principal), uri);
      const text = found && (await found.source.read(found.value));
      if (text === undefined) throw resourceNotFound(uri);
      return { contents: [{ uri, mimeType: MARKDOWN, text }], cacheScope: 'private' };
    },
  };
}

/** Those that a token may see. */
export function allowed(
  sources: readonly ResourceSource[],
  { token }: HubPrincipal,
): readonly ResourceSource[] {
  return withScopes(sources, token.scopes);
}

/** Whether these scopes allow a resource. */
export function isAllowed(
  sources: readonly ResourceSource[],
  scopes: readonly string[],
  uri: string,
): boolean {
  return find(withScopes(sources, scopes), uri) !== undefined;
}

function withScopes(sources: readonly ResourceSource[], scopes: readonly string[]): ResourceSource[] {
  return sources.filter(({ scope }) => scopes.includes(scope));
}

/** A text that is another one whenever the resource is; undefined for none. @throws what the source throws */
export async function resourceState(
  sources: readonly ResourceSource[],
  uri: string,
): Promise<string | undefined> {
  const found = find(sources, uri);
  return found && (found.source.state ?? found.source.read)(found.value);
}

/** The family of a URI, and what stands in the place of its variable. */
function find(sources: readonly ResourceSource[], uri: string) {
  return sources.flatMap((source) => {
    const value = valueIn(source, uri);
    return value === undefined ? [] : [{ source, value }];
  })[0];
}

function valueIn({ template }: ResourceSource, uri: string): string | undefined {
  const start = template.uriTemplate.replace(VARIABLE, '');
  if (!uri.startsWith(start) || uri.length === start.length) return undefined;
  try {
    return decodeURIComponent(uri.slice(start.length));
  } catch {
    return undefined;
  }
}
