/**
 * A lock between processes that the kernel holds: an exclusive transaction on an empty SQLite database. It ends
 * with its holder, however that ends, so there are no stale locks to judge.
 */
import { closeSync, constants, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf, messageOf, RefusedError, UnavailableError } from '../kernel/errors.ts';
import { isObject } from '../kernel/json.ts';
import { failure } from './failures.ts';
import type { LockHolder } from './system.ts';
import { processIsAlive } from './temp-files.ts';

const POLL_MS = 25;
const PRIVATE = 0o600;

export interface LockOptions {
  /** Milliseconds to wait for other holders, in this process or another. */
  readonly waitMs: number;
  /** What the lock is for, as others are told: `nerve sync`. */
  readonly purpose: string;
}

export type WithLock = <T>(file: string, work: () => Promise<T>, options: LockOptions) => Promise<T>;

/**
 * Makes `withLock(file, work, options)` for canonical lock files in existing directories. Within one process the
 * holders of a file take turns in the order of their calls. `<file>.owner` tells others who holds it.
 * Throws `UnavailableError` (`locked`) after `waitMs`, `RefusedError` for a file that cannot serve as a lock.
 */
export function createLocks(): WithLock {
  const queues = new Map<string, Promise<void>>();
  return async (file, work, options) => {
    const deadline = performance.now() + options.waitMs;
    const before = queues.get(file);
    const turn = Promise.withResolvers<void>();
    const tail = Promise.all([before, turn.promise]).then(() => {
      if (queues.get(file) === tail) queues.delete(file);
    });
    queues.set(file, tail);
    try {
      if (before !== undefined) await inTime(before, deadline, file);
      const release = await acquire(file, deadline, options.purpose);
      try {
        return await work();
      } finally {
        release();
      }
    } finally {
      turn.resolve();
    }
  };
}

async function inTime(turn: Promise<void>, deadline: number, file: string): Promise<void> {
  const stop = new AbortController();
  const late = sleep(Math.max(0, deadline - performance.now()), true, { signal: stop.signal }).catch(
    () => false,
  );
  const isLate = await Promise.race([turn.then(() => false), late]);
  stop.abort();
  if (isLate) throw locked(file);
}

/** Waits until the lock is ours; the function returned gives it up. */
async function acquire(file: string, deadline: number, purpose: string): Promise<() => void> {
  const { default: Database } = await import('better-sqlite3');
  for (;;) {
    const inode = ensureFile(file);
    let database: InstanceType<typeof Database> | undefined;
    try {
      database = new Database(file, { fileMustExist: true, timeout: 0 });
      // Nothing is ever written, so the file stays empty and leaves no journal.
      database.pragma('journal_mode = MEMORY');
      database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      database?.close();
      if (!isBusy(error)) throw unusable(file, error);
      database = undefined;
    }
    // A lock on a file that was removed meanwhile excludes nobody.
    if (database !== undefined && inodeOf(file) === inode) return hold(file, database, purpose);
    database?.close();
    if (performance.now() >= deadline) throw locked(file);
    await sleep(Math.min(POLL_MS, Math.max(1, deadline - performance.now())));
  }
}

/** SQLite would make the file readable for all. Never opened otherwise: closing it would drop POSIX locks of this process. */
function ensureFile(file: string): bigint | undefined {
  try {
    closeSync(openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, PRIVATE));
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw failure(error, file, 'write');
  }
  return inodeOf(file);
}

function inodeOf(file: string): bigint | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
}

function hold(file: string, database: { close(): unknown }, purpose: string): () => void {
  const owner = `${file}.owner`;
  try {
    rmSync(owner, { force: true });
    const facts = { pid: process.pid, purpose, since: new Date().toISOString() };
    writeFileSync(owner, `${JSON.stringify(facts)}\n`, { flag: 'wx', mode: PRIVATE });
  } catch {
    // Only others' messages are poorer for it.
  }
  return () => {
    try {
      rmSync(owner, { force: true });
    } catch {
      // As above.
    }
    database.close();
  };
}

function isBusy(error: unknown): boolean {
  const code = errnoOf(error) ?? '';
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}

function unusable(file: string, error: unknown): unknown {
  const code = errnoOf(error) ?? '';
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new RefusedError(`${file} cannot serve as a lock: it has other content.`, {
      code: 'lock-unusable',
      hint: 'Move that file away.',
      cause: error,
    });
  }
  if (/^SQLITE_(?:CANTOPEN|READONLY|PERM|AUTH)/u.test(code)) {
    return new RefusedError(`Cannot open the lock ${file}: ${messageOf(error)}.`, {
      code: 'not-writable',
      cause: error,
    });
  }
  return new UnavailableError(`Cannot lock ${file}: ${messageOf(error)}.`, {
    code: 'lock-failed',
    cause: error,
  });
}

function locked(file: string): UnavailableError {
  const owner = lockHolder(file);
  const who =
    owner === undefined
      ? 'another nerve process'
      : owner.pid === process.pid
        ? `this nerve process itself ("${owner.purpose}", since ${owner.since})`
        : `another nerve process (pid ${owner.pid}, "${owner.purpose}", since ${owner.since})`;
  return new UnavailableError(`${file} is locked by ${who}.`, {
    code: 'locked',
    hint: 'Wait until it is done, then run the command again.',
    data: { file, ...owner },
  });
}

/** The holder's note, if it makes sense and the holder lives; control characters are dropped. */
export function lockHolder(file: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(`${file}.owner`, 'utf8').slice(0, 4096));
    if (!isObject(value)) return undefined;
    const { pid, purpose, since } = value;
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
    if (typeof purpose !== 'string' || typeof since !== 'string' || !processIsAlive(pid)) return undefined;
    return { pid, purpose: printable(purpose), since: printable(since) };
  } catch {
    return undefined;
  }
}

function printable(text: string): string {
  return text.replace(/\p{C}/gu, '').slice(0, 200);
}
