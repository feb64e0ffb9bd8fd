/** What passes between a command and what all commands share: the session it gets, the result it gives. */
import type { Context } from '../lib/base/config/context.ts';
import type { Style } from './style.ts';

/** What a command hands back to be printed. */
export interface Result {
  /** For `--json`; plain data. */
  readonly data: unknown;
  /** For people, on stdout. Nothing is printed when it is empty. */
  readonly text?: string;
  readonly exit?: number;
  readonly warnings?: readonly string[];
}

/** What a command may use beyond its flags. */
export interface Session extends Context {
  /** Paints for stdout. */
  readonly style: Style;
  /** Paints for stderr. */
  readonly errStyle: Style;
  /** A person can be asked: stdin and stderr are terminals, not in CI, not `--json`. */
  readonly interactive: boolean;
  readonly json: boolean;
}
