/** One round of a watch: look first; only what differs is written, under the lock, and what needs a person is left alone. */
import type { Context } from '../../../base/config/context.ts';
import type { ConflictPolicy } from '../../../base/config/settings.ts';
import type { FileSnapshot, System } from '../../../base/system/system.ts';
import {
  type ChangeSet,
  conflictsOf,
  type FileChange,
  type Item,
  type Refusal,
} from '../../changes/change-set.ts';
import { type Ledger, readLedger } from '../../changes/ledger.ts';
import type { Outcome } from '../change-agents.ts';
import { syncAgents } from '../sync.ts';

export interface PassOptions {
  readonly policy: ConflictPolicy;
  /** Only these agents. */
  readonly agents: readonly string[] | undefined;
  /** For the journal and for others' messages. */
  readonly command: string;
  /** Ids of conflicts that were told already; a new one is looked at again under the lock before it is told. */
  readonly known: ReadonlySet<string>;
  /** Called under the lock, before anything is decided. Throws to leave everything as it is. */
  readonly assertCurrent: () => void;
  /** The settings file as it was when it was last valid, where it is not now: it is read again under the lock. */
  readonly settings: FileSnapshot | undefined;
}

export interface PassResult {
  readonly files: readonly FileChange[];
  readonly items: readonly Item[];
  readonly conflicts: readonly Item[];
  readonly refusals: readonly Refusal[];
  readonly notices: readonly string[];
  /** Whether the lock was taken. */
  readonly locked: boolean;
}

/** @throws what `syncAgents` throws, but never for conflicts and refusals: those are results. */
export async function runPass(context: Context, options: PassOptions): Promise<PassResult> {
  const { policy, command } = options;
  const common = { policy, command, ...(options.agents ? { agents: options.agents } : {}) };
  const seen = await syncAgents(context, { ...common, view: true });
  if (!needsLock(seen, options.known)) return resultOf(seen, conflictsOf(seen.set), false);
  let conflicts: readonly Item[] = [];
  const done = await syncAgents(checkedUnderLock(context, options), {
    ...common,
    view: false,
    keepGoing: true,
    ask: async (found) => {
      conflicts = found;
      return new Map(found.map((item) => [item.id, 'skip' as const]));
    },
  });
  return resultOf(done, conflicts, true);
}

/** Every file that nerve has a part in or wants one in. */
export function filesOf(ledger: Ledger | undefined, result: PassResult | undefined): Set<string> {
  const files = new Set(Object.values(ledger?.targets ?? {}).map((record) => record.file));
  for (const part of [...(result?.items ?? []), ...(result?.refusals ?? [])]) files.add(part.file);
  return files;
}

/** The ledger; undefined while it cannot be read: the sync itself says why. */
export function ledgerOf(context: Context): Ledger | undefined {
  try {
    return readLedger(context.system, context.paths.ledger);
  } catch {
    return undefined;
  }
}

function needsLock(seen: Outcome, known: ReadonlySet<string>): boolean {
  const { set, newTokens, unfinished } = seen;
  if (set.files.length > 0 || set.ledgerChanged || newTokens.length > 0 || unfinished) return true;
  // Another nerve may be in the middle of writing: only under the lock is a conflict one.
  return conflictsOf(set).some((item) => !known.has(item.id));
}

/** The settings are the first thing that a sync reads under the lock; what it made to get there is cleared away then. */
function checkedUnderLock(context: Context, { assertCurrent, settings }: PassOptions): Context {
  const { system, paths } = context;
  let isHeld = false;
  const withLock: System['withLock'] = (file, work, lockOptions) =>
    system.withLock(
      file,
      () => {
        isHeld = file === paths.lock;
        return work();
      },
      lockOptions,
    );
  const read: System['read'] = (path) => {
    if (path !== paths.config) return system.read(path);
    if (isHeld) assertCurrent();
    return settings ?? system.read(path);
  };
  return { ...context, system: { ...system, withLock, read } };
}

function resultOf(outcome: Outcome, conflicts: readonly Item[], locked: boolean): PassResult {
  const { set, recovered } = outcome;
  const notices = [...outcome.notices];
  if (recovered) {
    notices.push(
      `\`nerve ${recovered.command}\` of ${recovered.at} was killed; its half-done changes were undone`,
    );
    for (const file of recovered.left)
      notices.push(`${file} was changed since by somebody else and left as it is`);
  }
  return {
    files: written(outcome, set),
    items: set.items,
    conflicts,
    refusals: set.refusals,
    notices,
    locked,
  };
}

function written(outcome: Outcome, set: ChangeSet): readonly FileChange[] {
  return outcome.applied ? set.files : [];
}
