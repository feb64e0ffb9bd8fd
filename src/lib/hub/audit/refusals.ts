/** Refusals on their way to the audit: a row for each in ordinary use, counted when they come in floods. */
import type { Attempt, Audit } from './audit.ts';

/** Whether one more may be noted for somebody: as `Limits`, a way to end it, or how long to wait. */
export interface Allowance {
  enter(key: string): (() => void) | { readonly retryAfter: number };
}

export interface RefusalOptions {
  readonly note: Audit['note'];
  readonly now: () => number;
  /** For those who showed no good token, all together: whoever reaches the port may send as much as it likes. */
  readonly strangers: Allowance;
  /** For each token. */
  readonly known: Allowance;
  /** Milliseconds after which what was only counted is noted as one row. */
  readonly waitMs?: number;
}

export interface Refusals {
  note(attempt: Attempt): void;
  /** Notes what was only counted so far. */
  close(): void;
}

const WAIT_MS = 60_000;

interface Rest {
  readonly principal: Attempt['principal'];
  readonly jti: Attempt['jti'];
  readonly counts: Map<string, number>;
}

/** One row for each refusal, as long as the allowance lasts; then one row a minute that says how many more there were. */
export function createRefusals({ note, now, strangers, known, waitMs = WAIT_MS }: RefusalOptions): Refusals {
  const rests = new Map<string, Rest>();
  let timer: NodeJS.Timeout | undefined;

  const close = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const { principal, jti, counts } of rests.values()) {
      note({ at: now(), outcome: 'refused', code: 'more-refused', principal, jti, result: textOf(counts) });
    }
    rests.clear();
  };

  return {
    close,
    note(attempt) {
      const { principal, jti, code } = attempt;
      const key = jti ?? '';
      const leave = (jti ? known : strangers).enter(key);
      if (typeof leave === 'function') {
        leave();
        note(attempt);
        return;
      }
      const rest = rests.get(key) ?? { principal, jti, counts: new Map() };
      rests.set(key, rest);
      const word = code ?? attempt.outcome;
      rest.counts.set(word, (rest.counts.get(word) ?? 0) + 1);
      timer ??= setTimeout(close, waitMs).unref();
    },
  };
}

/** `12 more: no-token 10, revoked 2`. */
function textOf(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const all = sorted.reduce((sum, [, count]) => sum + count, 0);
  return `${all} more: ${sorted.map(([word, count]) => `${word} ${count}`).join(', ')}`;
}
