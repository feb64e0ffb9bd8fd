/** What the main thread and the store's worker say to each other. */
import {
  BugError,
  errnoOf,
  messageOf,
  NerveError,
  RefusedError,
  UnavailableError,
  UserError,
} from '../kernel/errors.ts';
import type { Steps } from './steps.ts';

/** Given to the worker at its start. */
export interface WorkerStart {
  readonly role: 'nerve-store-writer';
  readonly file: string;
}

export interface Request {
  readonly id: number;
  readonly step: keyof Steps | 'close';
  readonly args: readonly unknown[];
}

/** The answer to a request; without an id the worker could not start and ends. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id?: number; readonly error: PlainError };

/** An error that survives structured cloning: that one drops classes and fields. */
export interface PlainError {
  readonly kind: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly hint: string | undefined;
  readonly data: Record<string, unknown> | undefined;
  readonly cause: PlainError | undefined;
}

type Details = ConstructorParameters<typeof UserError>[1];

const KINDS: Readonly<Record<string, (message: string, details: Details) => NerveError>> = {
  UserError: (message, details) => new UserError(message, details),
  RefusedError: (message, details) => new RefusedError(message, details),
  UnavailableError: (message, details) => new UnavailableError(message, details),
  BugError: (message, details) => new BugError(message, details),
};

export function toPlain(error: unknown): PlainError {
  const known = error instanceof NerveError ? error : undefined;
  const cause = error instanceof Error ? error.cause : undefined;
  return {
    kind: known?.name ?? 'Error',
    message: messageOf(error),
    code: errnoOf(error),
    hint: known?.hint,
    data: known?.data,
    cause: cause === undefined ? undefined : toPlain(cause),
  };
}

/** The error again: of the same class and code, with the stack of the thread that asked. */
export function fromPlain({ kind, message, code, hint, data, cause }: PlainError): Error {
  const options = cause === undefined ? {} : { cause: fromPlain(cause) };
  const make = KINDS[kind];
  if (make && code !== undefined) return make(message, { code, hint, data, ...options });
  return Object.assign(new Error(message, options), code === undefined ? {} : { code });
}
