/** What a raw output says beside its text: Codex puts exit code and duration into lines before it, or around it as JSON. */
import type { ToolFacts } from '../item.ts';
import { num, obj, parseObject, str } from './fields.ts';

/** How a cell of code mode ended. */
const SCRIPT: ReadonlyMap<string, NonNullable<ToolFacts['status']>> = new Map([
  ['Script completed', 'ok'],
  ['Script failed', 'error'],
]);

export interface Output {
  readonly text: string;
  readonly facts: Omit<ToolFacts, 'name' | 'server'>;
}

const HEADER_LINES = 8;
const HEADER =
  /^(Chunk ID|Wall time|Process exited with code|Process running with|Original token count|Exit code|Total output lines|Duration|Script)\b/;

/** @param text output of a call as the model got it, from 0.50 on in several forms */
export function readOutput(text: string): Output {
  const wrapped = text.startsWith('{"output":') ? parseObject(text) : undefined;
  if (wrapped && str(wrapped.output) !== undefined) {
    const meta = obj(wrapped.metadata);
    return output(str(wrapped.output) ?? '', num(meta.exit_code), seconds(num(meta.duration_seconds)));
  }
  const header = headerOf(text);
  if (header) return header;
  return { text, facts: withStatus(statusOf(text)) };
}

function headerOf(text: string): Output | undefined {
  let from = 0;
  let exitCode: number | undefined;
  let took: number | undefined;
  let script: ToolFacts['status'];
  for (let count = 0; count < HEADER_LINES; count++) {
    const end = text.indexOf('\n', from);
    if (end < 0 || end - from > 200) return undefined;
    const line = text.slice(from, end);
    from = end + 1;
    if (line === 'Output:' && count > 0) {
      const read = output(text.slice(from), exitCode, seconds(took));
      return script ? { ...read, facts: { ...read.facts, status: script } } : read;
    }
    if (!HEADER.test(line)) return undefined;
    exitCode ??= numberAfter(line, /^(?:Process exited with code|Exit code:) (-?\d{1,10})$/);
    took ??= numberAfter(line, /^(?:Wall time|Duration):? ([\d.]{1,20}) seconds$/);
    script ??= SCRIPT.get(line);
  }
  return undefined;
}

function output(text: string, exitCode: number | undefined, took: number | undefined): Output {
  const status = exitCode === undefined ? undefined : exitCode === 0 ? 'ok' : 'error';
  return {
    text,
    facts: {
      ...withStatus(status),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(took === undefined ? {} : { durationMs: took }),
    },
  };
}

/** The sentences that Codex itself gives as output, when there was none. */
function statusOf(text: string): ToolFacts['status'] | undefined {
  const start = text.slice(0, 200);
  if (/^aborted\b/.test(start)) return 'aborted';
  if (/^(unsupported call|failed|error|err)\b/i.test(start) || start.includes('verification failed'))
    return 'error';
  if (/rejected by user|requires approval|user cancelled/.test(start)) return 'denied';
  return undefined;
}

function withStatus(status: ToolFacts['status'] | undefined): { status?: NonNullable<ToolFacts['status']> } {
  return status === undefined ? {} : { status };
}

function numberAfter(line: string, pattern: RegExp): number | undefined {
  const match = pattern.exec(line);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

function seconds(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : Math.round(value * 1000);
}
