/** The workspace and the agents' bundles as resources, read anew every time: they are small, and edited at any moment. */
import { recipeOf } from '../../agents/bundles/recipe.ts';
import { renderBundle } from '../../agents/bundles/render.ts';
import { AGENTS } from '../../agents/registry/registry.ts';
import type { Context } from '../../base/config/context.ts';
import { tildify } from '../../base/config/paths.ts';
import { UserError } from '../../base/kernel/errors.ts';
import type { Workspace } from '../../base/workspace/files.ts';
import { loadWorkspace } from '../../base/workspace/load.ts';
import { CODES, McpError, resourceNotFound } from '../../protocols/mcp/errors.ts';
import type { Handlers } from '../../protocols/mcp/handlers.ts';
import type { Resource, ResourceTemplate } from '../../protocols/mcp/types.ts';
import type { HubPrincipal } from './principal.ts';

const WORKSPACE = 'nerve://workspace/';
const BUNDLES = 'nerve://bundles/';
const MARKDOWN = 'text/markdown';
/** What a token needs to see the workspace. */
const SCOPE = 'read';

const TEMPLATES: readonly ResourceTemplate[] = [
  {
    uriTemplate: `${WORKSPACE}{file}`,
    name: 'workspace-file',
    title: 'A file of the workspace',
    description: 'One of the identity files, such as USER.md.',
    mimeType: MARKDOWN,
  },
  {
    uriTemplate: `${BUNDLES}{agent}`,
    name: 'bundle',
    title: "An agent's memory",
    description: 'The memory text that nerve renders for an agent, such as codex.',
    mimeType: MARKDOWN,
  },
];

/** What of a token's scopes its list of resources depends on. */
export function resourceScopes(scopes: readonly string[]): string {
  return scopes.filter((scope) => scope === SCOPE).join();
}

type ResourceHandlers = Required<
  Pick<Handlers<HubPrincipal>, 'listResources' | 'listResourceTemplates' | 'readResource' | 'mayWatch'>
>;

/** Handlers for `resources/*`. */
export function resourceHandlers(context: Context): ResourceHandlers {
  return {
    listResources: async ({ principal }) => {
      const allowed = principal.token.scopes.includes(SCOPE);
      return {
        items: allowed ? resourcesOf(context, await workspaceOf(context)) : [],
        cacheScope: 'private',
      };
    },
    listResourceTemplates: ({ principal }) => ({
      items: principal.token.scopes.includes(SCOPE) ? TEMPLATES : [],
      cacheScope: 'private',
    }),
    mayWatch: ({ token }) => token.scopes.includes(SCOPE),
    readResource: async ({ principal }, uri) => {
      const text = principal.token.scopes.includes(SCOPE) ? await resourceText(context, uri) : undefined;
      if (text === undefined) throw resourceNotFound(uri);
      return { contents: [{ uri, mimeType: MARKDOWN, text }], cacheScope: 'private' };
    },
  };
}

/** The values that fit into a template's variable. */
export async function resourceValues(context: Context, template: string): Promise<readonly string[]> {
  if (template === TEMPLATES[0]?.uriTemplate)
    return (await workspaceOf(context)).parts.map(({ name }) => name);
  return template === TEMPLATES[1]?.uriTemplate ? bundled(context).map(({ name }) => name) : [];
}

function resourcesOf(context: Context, { parts }: Workspace): Resource[] {
  return [
    ...parts.map(({ name, text }) => ({
      uri: WORKSPACE + name,
      name,
      mimeType: MARKDOWN,
      size: Buffer.byteLength(text),
    })),
    ...bundled(context).map(({ name, title }) => ({
      uri: BUNDLES + name,
      name: `bundle-${name}`,
      title: `Memory for ${title}`,
      mimeType: MARKDOWN,
    })),
  ];
}

/** The text of a resource; undefined for none. @throws McpError for a workspace that cannot be read */
export async function resourceText(context: Context, uri: string): Promise<string | undefined> {
  if (uri.startsWith(WORKSPACE)) {
    const { parts } = await workspaceOf(context);
    return parts.find(({ name }) => uri === WORKSPACE + name)?.text;
  }
  const agent = bundled(context).find(({ name }) => uri === BUNDLES + name);
  const recipe = agent && recipeOf(agent, tildify(context.config.text('workspace'), context.paths.home));
  return recipe && (await renderBundle(await workspaceOf(context), recipe)).text;
}

/** The configured agents that get a memory text. */
function bundled({ config }: Context) {
  const names = new Set(config.agents.map(({ name }) => name));
  return AGENTS.filter(({ name, bundle }) => bundle && names.has(name));
}

async function workspaceOf({ system, config }: Context): Promise<Workspace> {
  const directory = config.text('workspace');
  if (system.stat(directory)?.kind !== 'directory') return { directory, parts: [] };
  try {
    return await loadWorkspace(system, directory);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new McpError(CODES.internal, error.message);
  }
}
