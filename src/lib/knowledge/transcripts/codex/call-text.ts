/** Calls for people and for search: the command, the patch, the plan, or the tool with its arguments. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import { jsonText, list, obj, parseObject, str, strings } from './fields.ts';

const COMMANDS = new Set(['exec_command', 'shell', 'shell_command', 'local_shell', 'container.exec']);
/** Longer names are cut, before patterns look at them. */
const LONGEST_NAME = 200;
const SHELL_FLAG = /^-\w*c$/;
const MARKS: ReadonlyMap<string, string> = new Map([
  ['completed', 'x'],
  ['in_progress', '>'],
]);

export interface CallName {
  readonly name: string;
  readonly server?: string;
}

/**
 * Name and MCP server of a raw call: by namespace (`mcp__nerve__` in 0.130, `mcp__nerve` in 0.169), by prefix of the name
 * before that. A server whose name holds two underscores cannot be told by the prefix.
 */
export function callName(full: string, namespace: string | undefined): CallName {
  const name = full.slice(0, LONGEST_NAME);
  const spaced = namespace === undefined ? null : /^mcp__(.+?)_*$/.exec(namespace.slice(0, LONGEST_NAME));
  if (spaced?.[1]) return { name, server: spaced[1] };
  const prefixed = /^mcp__(.+?)__(.+)$/.exec(name);
  if (prefixed?.[1] && prefixed[2]) return { name: prefixed[2], server: prefixed[1] };
  return { name };
}

/** What a raw call says. @param input JSON text of the arguments, or free text of a custom tool */
export function callText({ name, server }: CallName, input: string): string {
  if (server === undefined && name === 'apply_patch') return patchText(input);
  if (server === undefined && COMMANDS.has(name)) return commandOf(parseObject(input)) ?? input;
  return toolText({ name, ...(server === undefined ? {} : { server }) }, input);
}

export function toolText({ name, server }: CallName, input: string): string {
  const tool = server === undefined ? name : `${server}.${name}`;
  return input === '' ? tool : `${tool} ${input}`;
}

/** The command of `shell`, `exec_command` and the like, as a person would type it. */
export function commandOf(args: JsonObject | undefined): string | undefined {
  return args && (str(args.cmd) ?? str(args.command) ?? commandText(args.command));
}

/** `["bash", "-lc", "ls"]` as `ls`; without a shell the words. */
export function commandText(command: unknown): string | undefined {
  const words = strings(command);
  if (words.length === 0) return undefined;
  return words.length === 3 && SHELL_FLAG.test(words[1] ?? '') ? words[2] : words.join(' ');
}

/** A patch by itself, whether it came as text or inside arguments. */
function patchText(input: string): string {
  return input.startsWith('{') ? (str(parseObject(input)?.input) ?? input) : input;
}

/** `update_plan` as a list of steps. */
export function planText(input: string): string | undefined {
  const args = parseObject(input);
  const steps = list(args?.plan).map(obj);
  if (!args || steps.length === 0) return undefined;
  const lines = steps.map((step) => `[${MARKS.get(str(step.status) ?? '') ?? ' '}] ${jsonText(step.step)}`);
  return [...strings([args.explanation]), ...lines].join('\n');
}

/** The changes of a patch: each file with what was done, then its text or difference. */
export function changesText(changes: JsonObject): string {
  return Object.entries(changes)
    .map(([path, value]) => {
      const change = obj(value);
      const moved = str(change.move_path);
      const body = str(change.unified_diff) ?? str(change.content) ?? '';
      return `*** ${str(change.type) ?? 'change'} ${path}${moved === undefined ? '' : ` → ${moved}`}\n${body}`;
    })
    .join('\n');
}
