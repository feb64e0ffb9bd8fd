/** The audit: one row for every attempt to use the hub, refused ones too, mostly without holding up the answer. */
import { sha256 } from '../../base/kernel/hash.ts';
import { redactedStart } from '../../base/kernel/redacted-start.ts';
import type { NewEvent } from '../../base/store/event-row.ts';

/** An attempt as it is told: with arguments and result, which are kept hashed, redacted and cut. */
export interface Attempt extends Omit<NewEvent, 'argsHash' | 'argsPreview' | 'resultPreview'> {
  readonly args?: unknown;
  readonly result?: string;
}

export interface Audit {
  /**
   * Takes an attempt, to be kept in a moment.
   * @returns what to wait for before more is served, when rows come faster than the database takes them
   */
  note(attempt: Attempt): Promise<void> | undefined;
  /** Everything noted so far is kept when this resolves. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface AuditOptions {
  /** Keeps rows, all or none. */
  readonly keep: (rows: readonly NewEvent[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** Milliseconds that a row may wait. */
  readonly waitMs?: number;
  /** Rows that are kept together. */
  readonly batch?: number;
}

const WAIT_MS = 100;
const BATCH = 256;
/** Rows from which on callers wait for the database, too. */
const MANY = 4_096;
/** Rows that wait at most while the database refuses them; the oldest are dropped, and that is told. */
const MOST = 20_000;
const PREVIEW = 500;

/** Collects attempts and keeps them a batch at a time. */
export function createAudit({ keep, onError, waitMs = WAIT_MS, batch = BATCH }: AuditOptions): Audit {
  const waiting: NewEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  let isDraining = false;

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const rows = waiting.splice(0, batch);
      try {
        await keep(rows);
      } catch (error) {
        waiting.unshift(...rows);
        onError(error);
        return;
      }
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    isDraining = true;
    last = last.then(drain).finally(() => {
      isDraining = false;
    });
    return last;
  };
  return {
    note(attempt) {
      waiting.push(eventOf(attempt));
      if (waiting.length > MOST) {
        waiting.splice(0, MOST / 2);
        onError(new Error(`${MOST / 2} rows of the audit were dropped: the database does not take them`));
      }
      if (waiting.length >= batch && !isDraining) void flush();
      else timer ??= setTimeout(() => void flush(), waitMs);
      return waiting.length < MANY ? undefined : last;
    },
    flush,
    async close() {
      await flush();
      clearTimeout(timer);
    },
  };
}

/** The row of an attempt. */
export function eventOf({ args, result, ...rest }: Attempt): NewEvent {
  const json = jsonOf(args);
  return {
    ...rest,
    argsHash: json === undefined ? null : sha256(json),
    argsPreview: preview(json),
    resultPreview: preview(result),
  };
}

/** Nothing for what is nested deeper than the stack of the process: a row without arguments is better than none. */
function jsonOf(args: unknown): string | undefined {
  try {
    return JSON.stringify(args);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function preview(text: string | undefined): string | null {
  return text === undefined ? null : redactedStart(text, PREVIEW);
}
