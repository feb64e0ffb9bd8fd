/** What a check is and what it finds. */
import type { Context } from '../../base/config/context.ts';
import type { Examination } from './examination.ts';

/** `warn`: works, but not as it should. `error`: something does not work. */
export type Level = 'ok' | 'info' | 'warn' | 'error';

export interface Finding {
  /** Stable name that scripts may match on, such as `tokens.verified`. */
  readonly id: string;
  /** Which of several it is about: an agent, a file. */
  readonly subject?: string;
  readonly level: Level;
  /** One sentence; never a secret. */
  readonly message: string;
  /** A command to type, or the thing to change. */
  readonly fix?: string;
  /** The code of the error behind it; what else fails for the same reason is not reported again. */
  readonly code?: string;
  /** How nerve itself can put it right without a risk. */
  readonly mend?: Mend;
}

export interface Mend {
  /** What is put right, for the report: `the launcher`. */
  readonly what: string;
  /** It writes files of agents, so it is done only if it is asked for by itself. */
  readonly writesAgents?: boolean;
  run(context: Context): Promise<void> | void;
}

export interface Check {
  /** The first part of the ids of its findings, or all of it. */
  readonly id: string;
  look(examination: Examination): Promise<readonly Finding[]> | readonly Finding[];
}
