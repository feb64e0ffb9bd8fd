/** Calls of tools and their results, as Claude Code writes them. Pure. */
import { isObject, type Json, type JsonObject } from '../../../base/kernel/json.ts';
import type { ToolFacts } from '../item.ts';
import type { OpenCall } from '../open-calls.ts';
import { base64Bytes, known, numberField, objectField, objectsField, textField } from '../row-fields.ts';
import { claudeSession } from './file-facts.ts';

const MCP = /^mcp__(.+?)__(.+)$/;
const EXIT_CODE = /^(?:Error: )?Exit code (\d{1,5})\b/;

/** `mcp__<server>__<tool>` in its parts. */
export function toolName(name: string): { name: string; server?: string } {
  const [, server, tool] = MCP.exec(name) ?? [];
  return server === undefined || tool === undefined ? { name } : { name: tool, server };
}

/** The files that a call names. */
export function callFiles(input: Json | undefined): string[] | undefined {
  if (!isObject(input)) return undefined;
  const path = textField(input, 'file_path') ?? textField(input, 'notebook_path');
  return path === undefined ? undefined : [path];
}

export interface ToolResult {
  readonly output: string;
  readonly tool: ToolFacts;
  readonly data: JsonObject | undefined;
}

/**
 * @param row with `toolUseResult` and `toolDenialKind`, which speak of the one result in it
 * @param call what it is the result of, if that is known
 * @param session of the file, to name the sub-agent that a result comes from
 */
export function toolResult(
  row: JsonObject,
  block: JsonObject,
  call: OpenCall | undefined,
  session: string | undefined,
): ToolResult {
  const facts = objectField(row, 'toolUseResult');
  const { text, images } = resultContent(block.content);
  const exitCode = exitCodeOf(block, text, call, facts);
  const durationMs = numberField(facts, 'durationMs') ?? numberField(facts, 'totalDurationMs');
  const agent = textField(facts, 'agentId');
  const file = textField(facts, 'filePath') ?? textField(objectField(facts, 'file'), 'filePath');
  return {
    output: text,
    tool: {
      name: call?.name ?? 'unknown',
      ...(call?.server !== undefined && { server: call.server }),
      status: statusOf(row, block, text),
      ...(exitCode !== undefined && { exitCode }),
      ...(durationMs !== undefined && { durationMs }),
    },
    data: known({
      files: file === undefined ? undefined : [file],
      images: images.length === 0 ? undefined : images,
      agentSession: agent === undefined ? undefined : claudeSession(session, agent),
      denial: textField(row, 'toolDenialKind'),
    }),
  };
}

/** Media type and size of an image or a document, without its bytes. */
export function mediaFacts(block: JsonObject): JsonObject {
  const source = objectField(block, 'source');
  return (
    known({
      mediaType: textField(source, 'media_type'),
      bytes: base64Bytes(textField(source, 'data')),
      url: textField(source, 'url'),
    }) ?? {}
  );
}

function resultContent(content: Json | undefined): { text: string; images: JsonObject[] } {
  if (typeof content === 'string') return { text: content, images: [] };
  const blocks = objectsField({ content: content ?? [] }, 'content');
  return {
    text: blocks.map(blockText).filter(Boolean).join('\n'),
    images: blocks.filter(({ type }) => type === 'image' || type === 'document').map(mediaFacts),
  };
}

/** Results of the provider's tools give titles and addresses instead of words. */
function blockText(block: JsonObject): string {
  return (
    textField(block, 'text') ??
    textField(block, 'tool_name') ??
    [textField(block, 'title'), textField(block, 'url')].filter(Boolean).join(' ')
  );
}

/** Releases before `toolDenialKind` say it in words only. */
const DENIED =
  /^(?:The user doesn't want to proceed with this tool use|Permission to use .{1,300} has been denied|Claude requested permissions? to )/;
const ABORTED = /^\[Request interrupted by user/;

function statusOf(row: JsonObject, block: JsonObject, text: string): ToolFacts['status'] {
  if (block.is_error !== true) return 'ok';
  const kind = textField(row, 'toolDenialKind');
  if (kind === 'interrupted' || kind === 'cancelled') return 'aborted';
  if (kind !== undefined) return 'denied';
  if (ABORTED.test(text)) return 'aborted';
  return DENIED.test(text) || row.toolUseResult === 'User rejected tool use' ? 'denied' : 'error';
}

/** Told in words where it is not zero; a command in the background has none yet. */
function exitCodeOf(
  block: JsonObject,
  text: string,
  call: OpenCall | undefined,
  facts: JsonObject | undefined,
): number | undefined {
  if (call?.name !== 'Bash') return undefined;
  if (block.is_error === true) {
    const code = EXIT_CODE.exec(text)?.[1];
    return code === undefined ? undefined : Number(code);
  }
  // Sub-agents have no facts, but say that it was no error.
  if (facts === undefined) return block.is_error === false ? 0 : undefined;
  const isOver =
    typeof facts.stdout === 'string' &&
    facts.interrupted !== true &&
    facts.backgroundTaskId === undefined &&
    facts.returnCodeInterpretation === undefined;
  return isOver ? 0 : undefined;
}
