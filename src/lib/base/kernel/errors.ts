/** The error kinds of nerve. They are thrown anywhere in the library and rendered once, by the base command. */

/** Exit codes of every command (docs/exit-codes.md). */
export const EXIT = {
  ok: 0,
  drift: 1,
  usage: 2,
  decision: 3,
  refused: 4,
  unavailable: 5,
  bug: 70,
  interrupted: 130,
} as const;

export interface ErrorDetails {
  /** Stable identifier that scripts may match on, such as `outside-allowlist`. */
  code: string;
  /** The next step: a command to type or a thing to change. */
  hint?: string;
  cause?: unknown;
  /** Facts for `--json`; never secrets. */
  data?: Record<string, unknown>;
}

/** Base of the errors that nerve raises on purpose. `message` says what, where and why in one sentence. */
export abstract class NerveError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly data: Record<string, unknown>;
  abstract readonly kind: string;
  abstract readonly exit: number;
  /** Whether the same call may succeed later without a change by the user. */
  readonly retryable: boolean = false;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.hint = details.hint;
    this.data = details.data ?? {};
  }
}

/** The user gave something that cannot be used (exit 2). */
export class UserError extends NerveError {
  readonly kind: string = 'usage';
  readonly exit: number = EXIT.usage;
}

/** A person has to choose, and nobody can be asked (exit 3). */
export class DecisionError extends UserError {
  override readonly kind: string = 'decision';
  override readonly exit: number = EXIT.decision;
}

/** Doing it would be unsafe (exit 4). */
export class RefusedError extends UserError {
  override readonly kind: string = 'refused';
  override readonly exit: number = EXIT.refused;
}

/** Something needed is not there right now: a lock, the hub, a disk (exit 5). */
export class UnavailableError extends NerveError {
  readonly kind = 'unavailable';
  readonly exit = EXIT.unavailable;
  override readonly retryable = true;
}

/** A state that cannot happen, happened. */
export class BugError extends NerveError {
  readonly kind = 'bug';
  readonly exit = EXIT.bug;
}

/** The errno code of a Node system error (`ENOENT`), or undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
