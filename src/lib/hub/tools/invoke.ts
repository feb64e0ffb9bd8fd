/** One call of a tool from its arguments to its outcome: allowed, checked, bounded in time, and never thrown. */
import type { z } from 'zod';
import { NerveError } from '../../base/kernel/errors.ts';
import type { EventOutcome } from '../../base/store/event-row.ts';
import type { ToolContext, ToolSpec } from './tool.ts';

export interface Invocation {
  readonly outcome: EventOutcome;
  /** A stable word for what went wrong; undefined for `ok`. */
  readonly code: string | undefined;
  readonly text: string;
  readonly data: unknown;
  /** What was thrown and is nobody's fault but nerve's. */
  readonly bug?: unknown;
}

const DEADLINE_MS = 30_000;

/** Runs a tool. Whatever goes wrong is an outcome with a sentence that a model can act on. */
export async function invoke(
  spec: ToolSpec,
  context: ToolContext,
  args: Readonly<Record<string, unknown>>,
): Promise<Invocation> {
  if (!context.principal.scopes.includes(spec.scope)) return denied(spec, context);
  const parsed = spec.input.safeParse(args);
  if (!parsed.success) return failed('invalid', 'invalid-arguments', problemsOf(spec, parsed.error));
  const deadlineMs = spec.deadlineMs ?? DEADLINE_MS;
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), deadlineMs);
  const signal = AbortSignal.any([context.signal, timer.signal]);
  try {
    const { text, data } = await raced(spec.run({ ...context, signal }, parsed.data), signal);
    return { outcome: 'ok', code: undefined, text, data };
  } catch (error) {
    if (context.signal.aborted) return failed('cancelled', 'cancelled', `${spec.name} was cancelled.`);
    if (timer.signal.aborted) {
      const text = `${spec.name} took longer than ${deadlineMs / 1000} s and was given up.`;
      return failed('timeout', 'timeout', text);
    }
    return thrown(spec, error);
  } finally {
    clearTimeout(timeout);
  }
}

/** A tool that does not look at its signal must not hold the caller. */
function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function denied(spec: ToolSpec, { principal }: ToolContext): Invocation {
  const text = `The token ${principal.name} may not use ${spec.name}: it lacks the scope ${spec.scope}. Ask the user for it.`;
  return failed('denied', 'missing-scope', text);
}

function thrown(spec: ToolSpec, error: unknown): Invocation {
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

/** At most a few, each with its place: a schema dump helps nobody. */
function problemsOf(spec: ToolSpec, { issues }: z.ZodError): string {
  const shown = issues.slice(0, 5).map(({ path, message }) => {
    const place = path.join('.');
    return place ? `${place}: ${message}` : message;
  });
  const more = issues.length > shown.length ? ` and ${issues.length - shown.length} more` : '';
  return `${spec.name} does not take these arguments: ${shown.join('; ')}${more}.`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
