/** One locked round of read, decide, write: what every command that changes files goes through. */
import { dirname, join } from 'node:path';
import type { Paths } from '../../base/config/paths.ts';
import type { ConflictPolicy } from '../../base/config/settings.ts';
import { isBelow } from '../../base/kernel/below.ts';
import type { Clock } from '../../base/kernel/clock.ts';
import { UnavailableError } from '../../base/kernel/errors.ts';
import type { StopSignal } from '../../base/kernel/interrupt.ts';
import { ChangedUnderneath, type System } from '../../base/system/system.ts';
import { applyChanges } from './apply.ts';
import { createBlobs } from './blobs.ts';
import type { ChangeSet } from './change-set.ts';
import { type Ledger, readLedger, type TargetRecord, writeLedger } from './ledger.ts';
import { type PlanInput, planChanges } from './plan.ts';
import { type Recovery, undoPending } from './recover.ts';
import type { Target } from './target.ts';

export interface Session {
  readonly ledger: Ledger;
  readonly recovered: Recovery | undefined;
  plan(request: PlanRequest): Promise<{ readonly set: ChangeSet; apply(): Promise<ChangeSet> }>;
  /** The store has done what the ledger had for it. */
  tokensDone(): void;
  /** Takes the lock away with its folder, under its holder: the end of nerve's own folder. Others then make a new one. */
  removeLock(): void;
}

export interface PlanRequest {
  readonly wanted: readonly Target[];
  /** Which recorded targets are to be taken out; default none. */
  readonly isRemoved?: (record: TargetRecord) => boolean;
  /** Nothing of nerve is to stay in the files of removed targets, see `Removals`. */
  readonly leaving?: boolean;
  /** Owners that were configured before. If the ledger was lost, what looks exactly like nerve's work for them is that. */
  readonly known?: readonly string[];
  readonly policy: ConflictPolicy;
  readonly decisions?: ReadonlyMap<string, ConflictPolicy>;
  readonly tokens?: Ledger['tokens'];
  /** Folders that nerve reads from; no agent's file may lead into them. Nerve's own folder always counts. */
  readonly sources?: () => readonly string[];
}

export interface SessionContext {
  readonly system: System;
  readonly clock: Clock;
  readonly paths: Paths;
  readonly signal?: StopSignal;
}

/** How long a command waits for another nerve process. */
const LOCK_WAIT_MS = 10_000;
const TRIES = 5;

/**
 * Runs `work` with the ledger, under the lock, after undoing what an earlier, killed process left pending.
 * @throws UnavailableError (`locked`) when another nerve process does not finish; RefusedError for a ledger that
 * cannot be read.
 */
export async function withChanges<T>(
  context: SessionContext,
  command: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { system, paths } = context;
  for (let attempt = 1; ; attempt++) {
    let started = false;
    try {
      const made = system.makeDirectory(dirname(paths.lock), 0o700);
      return await system.withLock(
        paths.lock,
        async () => {
          started = true;
          const lock = createLockFolder(system, paths);
          try {
            return await work(await openSession(context, command, { made, lock }));
          } finally {
            // From its removal on, another process may hold a new one.
            if (lock.isThere()) removeTraces(system, paths, made, lock);
          }
        },
        { waitMs: LOCK_WAIT_MS, purpose: `nerve ${command}` },
      );
    } catch (error) {
      // Another process was just removing nerve's folder, with the lock in it.
      const isGone = error instanceof ChangedUnderneath || (!started && !system.stat(paths.lock));
      if (!isGone) throw error;
      if (started || attempt === TRIES)
        throw error instanceof ChangedUnderneath ? movedAway(paths, error) : error;
    }
  }
}

/** The same without lock, recovery or any write: for checks and dry runs. */
export async function viewChanges<T>(
  context: SessionContext,
  command: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const ledger = readLedger(context.system, context.paths.ledger);
  return work(createSession(context, command, { ledger, recovered: undefined, made: [], lock: undefined }));
}

interface Start {
  readonly ledger: Ledger;
  readonly recovered: Recovery | undefined;
  /** Folders that were made for the lock. */
  readonly made: readonly string[];
  /** Undefined for a view. */
  readonly lock: LockFolder | undefined;
}

async function openSession(
  context: SessionContext,
  command: string,
  held: Pick<Start, 'made' | 'lock'>,
): Promise<Session> {
  const { system, paths } = context;
  const ledger = readLedger(system, paths.ledger);
  const { pending } = ledger;
  if (!pending) return createSession(context, command, { ledger, recovered: undefined, ...held });
  const undone = await undoPending(system, createBlobs(system, paths.backups), ledger, pending);
  writeLedger(system, paths.ledger, undone.ledger);
  const recovered = { command: pending.command, at: pending.at, left: undone.left };
  return createSession(context, command, { ledger: undone.ledger, recovered, ...held });
}

function createSession(context: SessionContext, command: string, start: Start): Session {
  const { system, clock, paths } = context;
  const planContext = { system, blobs: createBlobs(system, paths.backups), ownRoot: paths.nerveHome };
  const lost = !system.stat(paths.ledger) && system.stat(paths.launcher) !== undefined;
  const made = start.made.filter((path) => !isBelow(path, paths.nerveHome));
  let { ledger } = start;
  return {
    get ledger() {
      return ledger;
    },
    recovered: start.recovered,
    async plan({ known = [], isRemoved = () => false, leaving = false, sources, ...request }) {
      const adopt = (owner: string): boolean => lost && known.includes(owner);
      const input: PlanInput = {
        ...request,
        isRemoved,
        leaving,
        ledger,
        adopt,
        made,
        sources: () => [paths.nerveHome, ...(sources?.() ?? [])],
        now: clock.now(),
      };
      const set = await planChanges(planContext, input);
      const { signal } = context;
      const apply = () =>
        applyChanges({ ...planContext, ledgerFile: paths.ledger, command, signal }, input, set);
      return { set, apply };
    },
    tokensDone() {
      const { tokens, ...rest } = readLedger(system, paths.ledger);
      if (tokens) writeLedger(system, paths.ledger, rest);
      ledger = rest;
    },
    removeLock: () => start.lock?.remove(),
  };
}

/** A command that changed nothing leaves nothing behind, not even nerve's own folder. Runs under the lock. */
function removeTraces(system: System, paths: Paths, made: readonly string[], lock: LockFolder): void {
  if (system.stat(paths.ledger) || lock.hasOthers()) return;
  if (made.length === 0 && system.list(paths.nerveHome).length > 1) return;
  lock.remove();
  const outside = made.filter((path) => !isBelow(path, paths.nerveHome)).reverse();
  for (const directory of [paths.nerveHome, ...outside]) system.removeDirectory(directory);
}

interface LockFolder {
  /** Whether this process has not removed it yet. */
  isThere(): boolean;
  /** Whether there is more in it than the lock. */
  hasOthers(): boolean;
  remove(): void;
}

function createLockFolder(system: System, { lock }: Paths): LockFolder {
  const folder = dirname(lock);
  const files = ['-journal', '.owner', ''].map((suffix) => lock + suffix);
  let isThere = true;
  return {
    isThere: () => isThere,
    hasOthers: () => system.list(folder).some((entry) => !files.includes(join(folder, entry.name))),
    remove: () => {
      isThere = false;
      for (const file of files) system.remove(file);
      system.removeDirectory(folder);
    },
  };
}

function movedAway(paths: Paths, cause: Error): UnavailableError {
  return new UnavailableError(`Another program is moving or removing ${paths.nerveHome}`, {
    code: 'home-moved',
    hint: 'run the command again when it is done',
    cause,
  });
}
