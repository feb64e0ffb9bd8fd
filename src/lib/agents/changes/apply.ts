/** Applies a change set: all of it or nothing. The ledger's pending entries are the journal. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, UnavailableError } from '../../base/kernel/errors.ts';
import { type StopSignal, stopIfAsked } from '../../base/kernel/interrupt.ts';
import { ChangedUnderneath, type System } from '../../base/system/system.ts';
import type { ChangeSet, FileChange } from './change-set.ts';
import { conflictsOf } from './change-set.ts';
import { removeEmptied } from './directories.ts';
import { pendingOf, referencedBlobs, storeBlobs } from './journal.ts';
import { type Ledger, recordKey, writeLedger } from './ledger.ts';
import { waitForPeer } from './peer-lock.ts';
import { type PlanContext, type PlanInput, planChanges } from './plan.ts';
import { undoPending } from './recover.ts';

export interface ApplyContext extends PlanContext {
  /** The ledger's file. */
  readonly ledgerFile: string;
  /** For the journal: what the user ran. */
  readonly command: string;
  /** Looked at before each file. */
  readonly signal?: StopSignal | undefined;
}

const TRIES = 3;

/**
 * Writes the change set. The caller holds the lock and has no conflicts or refusals left that matter.
 * @returns the files as they were really changed (planned anew where another program wrote in between).
 * @throws UnavailableError (`busy-file`) when a file keeps changing; anything a write throws. Both leave every
 * file as it was.
 */
export async function applyChanges(
  context: ApplyContext,
  input: PlanInput,
  set: ChangeSet,
): Promise<ChangeSet> {
  if (set.files.length === 0 && !set.ledgerChanged) return set;
  const { system, blobs, ledgerFile } = context;
  const progress = { set };
  const announce = (): void => {
    storeBlobs(blobs, progress.set);
    if (progress.set.files.length === 0) return;
    const pending = pendingOf(progress.set, input.ledger, context.command, input.now.toISOString());
    writeLedger(system, ledgerFile, { ...input.ledger, pending });
  };
  const replan = async (file: string): Promise<FileChange | undefined> => {
    progress.set = await planAnew(context, input, progress.set, file);
    announce();
    return progress.set.files.find((change) => change.file === file);
  };
  announce();
  let ledger: Ledger;
  try {
    for (const change of set.files) {
      await stopIfAsked(context.signal);
      await writeInTries(context, input, change, replan);
    }
    ledger = { ...progress.set.ledger, directories: removeEmptied(system, progress.set.ledger) };
    writeLedger(system, ledgerFile, ledger);
  } catch (error) {
    await undo(context, input, progress.set, error);
    throw error;
  }
  discardOld(context, ledger);
  return { ...progress.set, ledger };
}

/** Writes one file; where another program wrote it meanwhile, what it has become is planned and written. */
async function writeInTries(
  context: ApplyContext,
  input: PlanInput,
  planned: FileChange,
  replan: (file: string) => Promise<FileChange | undefined>,
): Promise<void> {
  let change: FileChange | undefined = planned;
  for (let attempt = 1; change; attempt++) {
    try {
      await waitForPeer(context.system, change.file, [
        ...input.wanted,
        ...Object.values(input.ledger.targets),
      ]);
      writeFile(context.system, change);
      return;
    } catch (error) {
      if (!(error instanceof ChangedUnderneath)) throw error;
      if (attempt === TRIES) throw busy(planned.file, error);
      await sleep(20 * attempt);
      change = await replan(planned.file);
    }
  }
}

function writeFile(system: System, change: FileChange): void {
  const expect = change.before?.hash ?? null;
  if (!change.after) {
    if (expect !== null) system.remove(change.file, { expect });
    return;
  }
  if (change.before?.hash === change.after.hash) system.chmod(change.file, change.after.mode);
  else system.write(change.file, change.after.bytes, { expect, mode: change.after.mode });
}

/** The set with one file planned anew; its ledger entries replace those of the first plan. */
async function planAnew(
  context: ApplyContext,
  input: PlanInput,
  set: ChangeSet,
  file: string,
): Promise<ChangeSet> {
  const anew = await planChanges(context, input, file);
  if (conflictsOf(anew).length > 0 || anew.refusals.length > 0) {
    throw busy(file, new Error('what it became cannot be changed without a decision'));
  }
  const isOther = (entry: { readonly file: string }): boolean => entry.file !== file;
  const fresh = Object.values(anew.ledger.targets).filter((record) => record.file === file);
  const { [file]: _old, ...files } = set.ledger.files;
  const record = anew.ledger.files[file];
  const directories = new Set([...set.ledger.directories, ...anew.ledger.directories]);
  return {
    ...set,
    files: [...set.files.filter(isOther), ...anew.files.filter((change) => change.file === file)],
    items: [...set.items.filter(isOther), ...anew.items],
    directories: [...new Set([...set.directories, ...anew.directories])],
    ledger: {
      ...set.ledger,
      targets: Object.fromEntries(
        [...Object.values(set.ledger.targets).filter(isOther), ...fresh].map((entry) => [
          recordKey(entry),
          entry,
        ]),
      ),
      files: record ? { ...files, [file]: record } : files,
      directories: [...directories],
      saved: [
        ...set.ledger.saved,
        ...anew.ledger.saved.filter((copy) => !set.ledger.saved.some((known) => known.hash === copy.hash)),
      ],
    },
    blobs: new Map([...set.blobs, ...anew.blobs]),
  };
}

/** Puts everything back after `error`, which learns what could not be put back. */
async function undo(context: ApplyContext, input: PlanInput, set: ChangeSet, error: unknown): Promise<void> {
  const { system, blobs, ledgerFile } = context;
  const pending = pendingOf(set, input.ledger, context.command, input.now.toISOString());
  try {
    const { ledger, left } = await undoPending(system, blobs, input.ledger, pending);
    writeLedger(system, ledgerFile, ledger);
    if (left.length > 0) addTo(error, `left as they are because they changed meanwhile: ${left.join(', ')}`);
  } catch (second) {
    // The journal still stands, so the next command goes on with this.
    addTo(
      error,
      `not everything could be put back (${messageOf(second)}); the next nerve command that writes does that first`,
    );
  }
}

function addTo(error: unknown, remark: string): void {
  if (error instanceof Error) error.message = `${error.message.replace(/\.$/, '')}; ${remark}`;
}

/** Backups that nothing refers to any more. Leaving some harms nobody. */
function discardOld({ blobs }: ApplyContext, ledger: Ledger): void {
  try {
    blobs.prune(referencedBlobs(ledger));
  } catch {
    // The next command tries again.
  }
}

function busy(file: string, cause: Error): UnavailableError {
  return new UnavailableError(`${file} keeps changing while nerve tries to edit it: ${messageOf(cause)}`, {
    code: 'busy-file',
    hint: 'close the program that writes it, then run the command again; nothing was changed',
    cause,
  });
}
