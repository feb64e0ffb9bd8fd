/** One call of a tool from its arguments to its outcome: allowed, checked, bounded in time, and never thrown. */
import type { z } from 'zod';
import { NerveError } from '../../base/kernel/errors.ts';
import type { Writing } from '../../base/store/database.ts';
import type { EventOutcome } from '../../base/store/event-row.ts';
import { InputRequired, McpError } from '../../protocols/mcp/errors.ts';
import type { Content } from '../../protocols/mcp/types.ts';

import { CallContext, WritingContext } from './call-context.ts';
import { Deadline } from './deadline.ts';
import { issuesText } from './issues.ts';

import { runOnce } from './run-once.ts';
import type { ToolAnswer, ToolContext, ToolSpec } from './tool.ts';

export interface Invocation {
  readonly outcome: EventOutcome;
  /** A stable word for what went wrong, or for how it went; undefined for a plain `ok`. */
  readonly code: string | undefined;
  readonly text: string;
  readonly data: unknown;
  readonly content?: readonly Content[];
  /** Its row of the audit was kept with its effect. */
  readonly kept?: boolean;
  /** What was thrown and is nobody's fault but nerve's. */
  readonly bug?: unknown;
  /** What the wire has to be told in its own words: a question that comes first, or what the client lacks. */
  readonly thrown?: McpError | InputRequired;
}

/** What makes a write safe to send again. */
export interface Repeat {
  /** The client's own id of the call: the same call sent again has the same. */
  readonly callId: string | null;
  /** Keeps the row of the audit in the transaction of the effect. */
  keep(done: Invocation, writing: Writing): Promise<void>;
}

const DEADLINE_MS = 30_000;

/** Runs a tool. Whatever goes wrong is an outcome with a sentence that a model can act on. */
export async function invoke(
  spec: ToolSpec,
  context: ToolContext,
  args: Readonly<Record<string, unknown>>,
  repeat: Repeat,
): Promise<Invocation> {
  if (!context.principal.scopes.includes(spec.scope)) return denied(spec, context);
  const parsed = spec.input.safeParse(args);
  if (!parsed.success) return failed('invalid', 'invalid-arguments', unacceptable(spec, parsed.error));
  const deadlineMs = spec.deadlineMs ?? DEADLINE_MS;
  const deadline = new Deadline(context, deadlineMs);
  try {
    return await run(spec, context, parsed.data, repeat, deadline);
  } catch (error) {
    if (context.signal.aborted) return failed('cancelled', 'cancelled', `${spec.name} was cancelled.`);
    if (deadline.isOver) {
      const text = `${spec.name} took longer than ${deadlineMs / 1000} s and was given up.`;
      return failed('timeout', 'timeout', text);
    }
    return thrown(spec, error);
  } finally {
    deadline.end();
  }
}

async function run(
  spec: ToolSpec,
  context: ToolContext,
  args: Readonly<Record<string, unknown>>,
  repeat: Repeat,
  deadline: Deadline,
): Promise<Invocation> {
  if (spec.effect === 'read') {
    return succeeded(await deadline.race(spec.run(new CallContext(context, deadline), args)));
  }
  // Not raced as a whole: once it commits it is done, whatever the clock says.
  const { result, replayed } = await runOnce(spec, context, args, repeat.callId, async (own, writing) => {
    const answer = await deadline.race(spec.run(new WritingContext(context, deadline, writing), own));
    await repeat.keep(succeeded(answer), writing);
    return answer;
  });
  return replayed ? { ...succeeded(result), code: 'replayed' } : { ...succeeded(result), kept: true };
}

function succeeded({ text, data, content }: ToolAnswer): Invocation {
  return { outcome: 'ok', code: undefined, text, data, ...(content ? { content } : {}) };
}

function denied(spec: ToolSpec, { principal }: ToolContext): Invocation {
  const text = `The token ${principal.name} may not use ${spec.name}: it lacks the scope ${spec.scope}. Ask the user for it.`;
  return failed('denied', 'missing-scope', text);
}

function thrown(spec: ToolSpec, error: unknown): Invocation {
  if (error instanceof InputRequired) {
    return { ...failed('ok', 'input-required', `${spec.name} asks the client first`), thrown: error };
  }
  if (error instanceof McpError) return { ...failed('error', 'mcp-error', error.message), thrown: error };
  if (error instanceof NerveError && error.kind !== 'bug') {
    const hint = error.hint ? ` Try: ${error.hint}` : '';
    return failed('error', error.code, `${sentence(error.message)}${hint}`);
  }
  return {
    ...failed('error', 'internal', `${spec.name} failed inside nerve; the log of the hub says why.`),
    bug: error,
  };
}

function failed(outcome: EventOutcome, code: string, text: string): Invocation {
  return { outcome, code, text: `${text} (${code})`, data: undefined };
}

function unacceptable({ name }: ToolSpec, { issues }: z.ZodError): string {
  return `${name} does not take these arguments: ${issuesText(issues)}.`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
