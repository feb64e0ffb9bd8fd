/** What stands in an agent's own config about nerve, as far as it can be read. */
import { isEditorError } from '../../agents/changes/evaluate.ts';
import { loadFormats } from '../../agents/changes/formats.ts';
import { leavesOf } from '../../agents/changes/leaves.ts';
import type { AgentRecord, McpRecord } from '../../agents/registry/agent-record.ts';
import { placeOf } from '../../agents/registry/places.ts';
import { ENTRY_NAME } from '../../agents/sync/agent-targets.ts';
import type { Context } from '../../base/config/context.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../../base/kernel/json.ts';

export interface AgentEntry {
  /** Absolute path of the config file. */
  readonly file: string;
  /** Permission bits; undefined where there is no file. */
  readonly mode: number | undefined;
  /** All MCP servers by name; undefined where the file cannot be parsed. */
  readonly servers: JsonObject | undefined;
  /** nerve's own entry; undefined where there is none. */
  readonly own: Json | undefined;
  /** The token that stands in the entry as text. */
  readonly inlineToken: string | undefined;
  /** The entry names the variable `NERVE_TOKEN`. */
  readonly usesVariable: boolean;
}

/** @throws RefusedError for a file that cannot be read. */
export async function readAgentEntry(
  context: Context,
  agent: AgentRecord,
  mcp: McpRecord,
): Promise<AgentEntry> {
  const { format, place } = mcp.file;
  const file = placeOf(agent, place, context);
  const found = context.system.read(file);
  const { [format]: editor } = await loadFormats(new Set([format]));
  let servers: JsonObject | undefined;
  try {
    const value = found && editor ? valueAt(editor.parse(found.bytes.toString('utf8')), mcp.path) : {};
    servers = isObject(value) ? value : {};
  } catch (error) {
    if (!isEditorError(error)) throw error;
  }
  const own = servers && Object.hasOwn(servers, ENTRY_NAME) ? servers[ENTRY_NAME] : undefined;
  const texts = textsOf(own);
  const bearer = texts.flatMap((text) => /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(text)?.[1] ?? []);
  return {
    file,
    mode: found?.mode,
    servers,
    own,
    inlineToken: bearer[0],
    usesVariable: texts.some((text) => /\bNERVE_TOKEN\b/.test(text)),
  };
}

/** Every text in a value, however deep. */
export function textsOf(value: Json | undefined): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item: Json) => textsOf(item));
  if (isObject(value)) {
    return leavesOf(value).flatMap((leaf) => (isObject(leaf.value) ? [] : textsOf(leaf.value)));
  }
  return typeof value === 'string' ? [value] : [];
}
