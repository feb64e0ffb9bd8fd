/** What a command says while it works: to stderr, as loud as the user wants it. */
import type { Log } from '../lib/base/config/context.ts';
import type { Style } from './style.ts';

export interface LogOptions {
  /** Paints for stderr. */
  readonly style: Style;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** The result is one JSON envelope; only warnings are said beside it. */
  readonly json: boolean;
}

/** A log that writes to stderr. */
export function createLog({ style, quiet, verbose, json }: LogOptions): Log {
  const write = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  return {
    info: (message) => {
      if (!quiet && !json) write(message);
    },
    warn: (message) => write(`${style.yellow('warning')} ${message}`),
    debug: (message) => {
      if (verbose) write(style.dim(message));
    },
  };
}
