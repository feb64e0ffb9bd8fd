/** One locked round of read, decide, write: what every command that changes files goes through. */
import { dirname, join } from 'node:path';
import type { Paths } from '../../base/config/paths.ts';
import type { ConflictPolicy } from '../../base/config/settings.ts';
import type { Clock } from '../../base/kernel/clock.ts';
import { UnavailableError } from '../../base/kernel/errors.ts';
import type { StopSignal } from '../../base/kernel/interrupt.ts';
import { ChangedUnderneath, type System } from '../../base/system/system.ts';
import { applyChanges } from './apply.ts';
import { createBlobs } from './blobs.ts';
import type { ChangeSet } from './change-set.ts';
import { isBelow } from './directories.ts';
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
    const made = system.makeDirectory(dirname(paths.lock), 0o700);
    try {
      return await system.withLock(
        paths.lock,
        async () => {
          started = true;
          try {
            return await work(await openSession(context, command, made));
          } finally {
            removeTraces(system, paths, made);
          }
        },
        { waitMs: LOCK_WAIT_MS, purpose: `nerve ${command}` },
      );
    } catch (error) {
      if (!(error instanceof ChangedUnderneath)) throw error;
      // Another process was just removing nerve's folder, with the lock in it.
      if (started || attempt === TRIES) throw movedAway(paths, error);
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
  return work(createSession(context, command, { ledger, recovered: undefined, made: [] }));
}

interface Start {
  readonly ledger: Ledger;
  readonly recovered: Recovery | undefined;
  readonly made: readonly string[];
}

async function openSession(
  context: SessionContext,
  command: string,
  made: readonly string[],
): Promise<Session> {
  const { system, paths } = context;
  const ledger = readLedger(system, paths.ledger);
  const { pending } = ledger;
  if (!pending) return createSession(context, command, { ledger, recovered: undefined, made });
  const undone = await undoPending(system, createBlobs(system, paths.backups), ledger, pending);
  writeLedger(system, paths.ledger, undone.ledger);
  const recovered = { command: pending.command, at: pending.at, left: undone.left };
  return createSession(context, command, { ledger: undone.ledger, recovered, made });
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
    async plan({ known = [], isRemoved = () => false, leaving = false, ...request }) {
      const adopt = (owner: string): boolean => lost && known.includes(owner);
      const input: PlanInput = { ...request, isRemoved, leaving, ledger, adopt, made, now: clock.now() };
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
  };
}

/** A command that changed nothing leaves nothing behind, not even nerve's own folder. Runs under the lock. */
function removeTraces(system: System, paths: Paths, made: readonly string[]): void {
  if (system.stat(paths.ledger)) return;
  const folder = dirname(paths.lock);
  const locks = ['', '.owner', '-journal'].map((suffix) => paths.lock + suffix);
  const others = system.list(folder).some((entry) => !locks.includes(join(folder, entry.name)));
  if (others || (made.length === 0 && system.list(paths.nerveHome).length > 1)) return;
  for (const file of locks) system.remove(file);
  const outside = made.filter((path) => !isBelow(path, paths.nerveHome)).reverse();
  for (const directory of [folder, paths.nerveHome, ...outside]) system.removeDirectory(directory);
}

function movedAway(paths: Paths, cause: Error): UnavailableError {
  return new UnavailableError(`Another program is moving or removing ${paths.nerveHome}`, {
    code: 'home-moved',
    hint: 'run the command again when it is done',
    cause,
  });
}
