/** Results by the key that a caller gave: a call that comes again gets the first one's result and has no second effect. */
import type { Clock } from '../kernel/clock.ts';
import { UserError } from '../kernel/errors.ts';
import type { Json } from '../kernel/json.ts';
import type { Database, Writing } from './database.ts';
import { INSTANCE } from './schema.ts';

export interface KeyedCall {
  readonly key: string;
  /** Keys of different principals and tools have nothing to do with each other. */
  readonly principal: string;
  readonly tool: string;
  /** Tells calls with the same key apart. */
  readonly argsHash: string;
  /** Milliseconds that the result is kept; a day if left out. */
  readonly ttl?: number;
}

export interface IdempotencyStore {
  /**
   * The result of the first call with this key. If this is the first, `work` runs in a transaction that keeps its
   * result, too: key, effect and result commit together or not at all.
   * @throws UserError (`idempotency-key-reused`) when the first call had other arguments; what `work` throws.
   */
  run<T extends Json>(
    call: KeyedCall,
    work: (writing: Writing) => Promise<T>,
  ): Promise<{ readonly result: T; readonly replayed: boolean }>;
  /** Deletes up to `limit` expired results; how many. */
  deleteExpired(limit: number): Promise<number>;
  countExpired(): Promise<number>;
}

const DAY = 86_400_000;
const EXPIRED = 'FROM idempotency WHERE expires_at <= ?';

export function createIdempotencyStore(database: Database, clock: Clock): IdempotencyStore {
  const now = (): number => clock.now().getTime();
  return {
    run: <T extends Json>(call: KeyedCall, work: (writing: Writing) => Promise<T>) =>
      database.write(async (writing) => {
        const at = now();
        const earlier = await find(writing, call, at);
        if (earlier !== undefined) return { result: JSON.parse(earlier) as T, replayed: true };
        const result = await work(writing);
        await keep(writing, call, JSON.stringify(result), at);
        return { result, replayed: false };
      }),
    deleteExpired: async (limit) => {
      const sql = `DELETE FROM idempotency WHERE (instance_id, principal, tool, key) IN
        (SELECT instance_id, principal, tool, key ${EXPIRED} ORDER BY expires_at LIMIT ?)`;
      const [deleted = 0] = await database.batch([{ sql, rows: [[now(), limit]] }]);
      return deleted;
    },
    countExpired: () =>
      database.direct(
        (connection) =>
          (connection.prepare(`SELECT count(*) AS n ${EXPIRED}`).get([now()]) as { n: number }).n,
      ),
  };
}

async function find(writing: Writing, call: KeyedCall, at: number): Promise<string | undefined> {
  const row = await writing
    .selectFrom('idempotency')
    .select(['args_hash', 'result'])
    .where('instance_id', '=', INSTANCE)
    .where('principal', '=', call.principal)
    .where('tool', '=', call.tool)
    .where('key', '=', call.key)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  if (row && row.args_hash !== call.argsHash) {
    throw new UserError(
      `This idempotency key was used for a call of ${call.tool} with other arguments before`,
      { code: 'idempotency-key-reused', hint: 'take a new key for a new call' },
    );
  }
  return row?.result;
}

async function keep(writing: Writing, call: KeyedCall, result: string, at: number): Promise<void> {
  const { principal, tool, key, argsHash, ttl = DAY } = call;
  const values = { result, args_hash: argsHash, created_at: at, expires_at: at + ttl };
  await writing
    .insertInto('idempotency')
    .values({ principal, tool, key, ...values })
    // An expired one that retention has not seen yet.
    .onConflict((conflict) =>
      conflict.columns(['instance_id', 'principal', 'tool', 'key']).doUpdateSet(values),
    )
    .execute();
}
