/** A family of resources: all that one template stands for. Their texts are Markdown. */
import type { Scope } from '../../base/auth/scopes.ts';
import type { Awaitable, Resource, ResourceTemplate } from '../../protocols/mcp/types.ts';

export const MARKDOWN = 'text/markdown';

/** What a token may need to see lists of resources. */
export const RESOURCE_SCOPES = ['read'] as const satisfies readonly Scope[];

export interface ResourceSource {
  /** With one variable, at its end. */
  readonly template: ResourceTemplate;
  /** What a token needs to see anything of it. */
  readonly scope: Scope;
  /** Those that are worth a place in a list. */
  list(): Awaitable<readonly Resource[]>;
  /** The text that the variable names; undefined where there is none. */
  read(value: string): Awaitable<string | undefined>;
  /** Cheaper than the text where it matters: another one whenever the text is; for those who watch it. */
  state?(value: string): Awaitable<string | undefined>;
  /** Values of the variable that fit what was typed. */
  complete(typed: string): Awaitable<readonly string[]>;
}

/** The values that begin with what was typed, whatever its case. */
export function beginningWith(values: readonly string[], typed: string): string[] {
  const start = typed.toLowerCase();
  return values.filter((value) => value.toLowerCase().startsWith(start));
}
