/** One locked round of read, decide, write: what every command that changes files goes through. */
import { dirname } from 'node:path';
import type { Paths } from '../../base/config/paths.ts';
import type { ConflictPolicy } from '../../base/config/settings.ts';
import type { Clock } from '../../base/kernel/clock.ts';
import type { System } from '../../base/system/system.ts';
import { applyChanges } from './apply.ts';
import { type Blobs, createBlobs } from './blobs.ts';
import type { ChangeSet } from './change-set.ts';
import { type Ledger, readLedger, type TargetRecord } from './ledger.ts';
import { type PlanInput, planChanges } from './plan.ts';
import { type Recovery, recoverPending } from './recover.ts';
import type { Target } from './target.ts';

export interface Session {
  readonly ledger: Ledger;
  readonly recovered: Recovery | undefined;
  plan(request: PlanRequest): Promise<{ readonly set: ChangeSet; apply(): Promise<ChangeSet> }>;
}

export interface PlanRequest {
  readonly wanted: readonly Target[];
  readonly isRemoved?: (id: string, record: TargetRecord) => boolean;
  readonly policy: ConflictPolicy;
  readonly decisions?: ReadonlyMap<string, ConflictPolicy>;
}

export interface SessionContext {
  readonly system: System;
  readonly clock: Clock;
  readonly paths: Paths;
}

/** How long a command waits for another nerve process. */
const LOCK_WAIT_MS = 10_000;

/**
 * Runs `work` with the ledger, under the lock, after undoing what an earlier, killed process left pending.
 * @throws UnavailableError (`locked`) when another nerve process does not finish.
 */
export async function withChanges<T>(
  context: SessionContext,
  command: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { system, paths } = context;
  const made = system.makeDirectory(dirname(paths.lock), 0o700);
  const blobs = createBlobs(system, paths.backups);
  try {
    return await system.withLock(
      paths.lock,
      async () => {
        const recovered = recoverPending(system, blobs, paths.ledger);
        return work(createSession(context, blobs, command, recovered));
      },
      { waitMs: LOCK_WAIT_MS, purpose: `nerve ${command}` },
    );
  } finally {
    // A command that changed nothing leaves nothing behind, not even its own folder.
    if (made.length > 0 && !system.stat(paths.ledger)) removeTraces(system, paths, made);
  }
}

/** The same without lock, recovery or any write: for checks and dry runs. */
export async function viewChanges<T>(
  context: SessionContext,
  command: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const blobs = createBlobs(context.system, context.paths.backups);
  return work(createSession(context, blobs, command, undefined));
}

function createSession(
  context: SessionContext,
  blobs: Blobs,
  command: string,
  recovered: Recovery | undefined,
): Session {
  const { system, clock, paths } = context;
  const ledger = readLedger(system, paths.ledger);
  const planContext = { system, blobs, ownRoot: paths.nerveHome };
  return {
    ledger,
    recovered,
    async plan(request) {
      const input: PlanInput = {
        wanted: request.wanted,
        isRemoved: request.isRemoved ?? (() => false),
        policy: request.policy,
        ...(request.decisions ? { decisions: request.decisions } : {}),
        ledger,
        now: clock.now(),
      };
      const set = await planChanges(planContext, input);
      return { set, apply: () => applyChanges({ ...planContext, ledgerFile: paths.ledger, command }, input, set) };
    },
  };
}

function removeTraces(system: System, paths: Paths, made: readonly string[]): void {
  for (const file of [paths.lock, `${paths.lock}.owner`, `${paths.lock}-journal`]) system.remove(file);
  for (const directory of [...made].reverse()) system.removeDirectory(directory);
}
