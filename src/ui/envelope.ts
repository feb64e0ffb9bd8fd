/** The one shape of `--json` output (docs/json.md). */
import { BugError, messageOf, NerveError } from '../lib/base/kernel/errors.ts';

export interface EnvelopeError {
  readonly code: string;
  readonly kind: string;
  readonly message: string;
  readonly hint?: string;
  readonly retryable: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface Envelope {
  readonly ok: boolean;
  readonly command: string;
  readonly version: string;
  readonly data: unknown;
  readonly warnings: readonly string[];
  readonly error?: EnvelopeError;
}

/** Anything thrown, as an error of nerve: what is not one of ours is a bug. */
export function toNerveError(error: unknown): NerveError {
  if (error instanceof NerveError) return error;
  return new BugError(`nerve failed in a way it should not: ${messageOf(error)}`, {
    code: 'unexpected',
    hint: 'run it again with --verbose and report what it prints',
    cause: error,
  });
}

/** The error part of an envelope. */
export function describeError(error: NerveError): EnvelopeError {
  return {
    code: error.code,
    kind: error.kind,
    message: error.message,
    ...(error.hint ? { hint: error.hint } : {}),
    retryable: error.retryable,
    ...(Object.keys(error.data).length > 0 ? { data: error.data } : {}),
  };
}
