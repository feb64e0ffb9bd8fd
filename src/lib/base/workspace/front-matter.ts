/** YAML front matter of a workspace file: found by a cheap scan, parsed only when there is some. */
import { messageOf, UserError } from '../kernel/errors.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';

/** Front matter longer than this is taken for text between two rules. */
const MAX_CHARS = 16 * 1024;

export interface FrontMatter {
  readonly agents?: readonly string[];
  readonly budgetPriority?: number;
}

export interface Split {
  readonly frontMatter: FrontMatter;
  readonly body: string;
  /** The line, from 1, at which `body` begins. */
  readonly firstLine: number;
}

/**
 * Splits a text with `\n` line endings at its front matter: YAML between a first line `---` and the next line
 * `---` or `...`. Keys understood: `agents` (a name or a list of names) and `budget-priority` (a number); others
 * are left to other programs. Text between two rules that is no YAML mapping stays text.
 * @throws UserError `workspace-front-matter` naming `path` for broken YAML or a value of the wrong type.
 */
export async function splitFrontMatter(text: string, path: string): Promise<Split> {
  const found = findFrontMatter(text);
  const data = found && (await parseFrontMatter(found.source, path));
  if (!data) return { frontMatter: {}, body: text, firstLine: 1 };
  const { source, body } = found;
  return { frontMatter: readKeys(data, path), body, firstLine: source.split('\n').length + 2 };
}

export interface FoundFrontMatter {
  /** What stands between the two lines. */
  readonly source: string;
  /** The closing line. */
  readonly end: string;
  readonly body: string;
}

/** The front matter of a text with `\n` line endings, not parsed yet; undefined for none. */
export function findFrontMatter(text: string): FoundFrontMatter | undefined {
  const open = /^---[ \t]*\n/.exec(text.slice(0, 64));
  if (!open) return undefined;
  const head = text.slice(open[0].length, open[0].length + MAX_CHARS);
  const close = /^(?:---|\.\.\.)[ \t]*(?:\n|$)/m.exec(head);
  if (!close) return undefined;
  return {
    source: head.slice(0, close.index),
    end: close[0].trim(),
    body: text.slice(open[0].length + close.index + close[0].length),
  };
}

/**
 * The keys of a front matter; undefined where it is no YAML mapping and does not look as if it meant to be.
 * @throws UserError `workspace-front-matter` naming `path`
 */
export async function parseFrontMatter(source: string, path: string): Promise<JsonObject | undefined> {
  if (source.trim() === '') return {};
  const { parse: parseYaml } = await import('yaml');
  try {
    const data: unknown = parseYaml(source);
    return isObject(data) ? data : undefined;
  } catch (error) {
    // A rule at the top of a page of prose is no front matter; a first line `key: …` means to be.
    if (!/^(?:[ \t]*(?:#.*)?\n)*[A-Za-z][\w-]*[ \t]*:/.test(source)) return undefined;
    throw broken(path, messageOf(error).split('\n')[0] ?? '', error);
  }
}

function readKeys(data: JsonObject, path: string): FrontMatter {
  const agents = Object.hasOwn(data, 'agents') ? readAgents(data.agents, path) : undefined;
  const priority = Object.hasOwn(data, 'budget-priority') ? data['budget-priority'] : undefined;
  if (priority !== undefined && (typeof priority !== 'number' || !Number.isFinite(priority))) {
    throw broken(path, '`budget-priority` must be a number');
  }
  return {
    ...(agents ? { agents } : {}),
    ...(priority === undefined ? {} : { budgetPriority: priority }),
  };
}

/** The names of agents that front matter names. @throws UserError `workspace-front-matter` naming `path` */
export function readAgents(value: unknown, path: string): readonly string[] {
  const names = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    throw broken(path, '`agents` must be a list of names such as [codex, claude-code]');
  }
  return names.map((name: string) => name.trim().toLowerCase());
}

function broken(path: string, why: string, cause?: unknown): UserError {
  return new UserError(`the front matter of ${path} cannot be used: ${why}`, {
    code: 'workspace-front-matter',
    hint: 'mend the lines between the two `---`, or remove them',
    cause,
    data: { path },
  });
}
