/** Applies a change set: all of it or nothing. The ledger's pending entries are the journal. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, UnavailableError } from '../../base/kernel/errors.ts';
import { ChangedUnderneath, type System } from '../../base/system/system.ts';
import type { ChangeSet, FileChange } from './change-set.ts';
import { conflictsOf } from './change-set.ts';
import { type Ledger, type Pending, writeLedger } from './ledger.ts';
import { type PlanContext, type PlanInput, replanFile } from './plan.ts';
import { waitForPeer } from './peer-lock.ts';
import { pendingFile, restoreFiles } from './recover.ts';

export interface ApplyContext extends PlanContext {
  /** The ledger's file. */
  readonly ledgerFile: string;
  /** For the journal: what the user ran. */
  readonly command: string;
}

const TRIES = 3;

/**
 * Writes the change set. The caller holds the lock and has no conflicts or refusals left that matter.
 * @returns the files as they were really changed (planned anew where another program wrote in between).
 * @throws UnavailableError (`busy-file`) when a file keeps changing; anything a write throws. Both leave every
 * file as it was.
 */
export async function applyChanges(context: ApplyContext, input: PlanInput, set: ChangeSet): Promise<ChangeSet> {
  if (set.files.length === 0) {
    if (set.ledgerChanged) {
      storeBlobs(context, set);
      writeLedger(context.system, context.ledgerFile, set.ledger);
    }
    return set;
  }
  let current = set;
  let pending = pendingOf(context, input, current);
  storeBlobs(context, current);
  writeLedger(context.system, context.ledgerFile, { ...input.ledger, pending });
  const done: FileChange[] = [];
  try {
    for (const planned of set.files) {
      let change: FileChange | undefined = planned;
      for (let attempt = 1; change; attempt++) {
        try {
          await waitForPeer(context.system, change.file, input.wanted);
          writeFile(context.system, change);
          done.push(change);
          break;
        } catch (error) {
          if (!(error instanceof ChangedUnderneath)) throw error;
          if (attempt === TRIES) throw busy(change.file, error);
          await sleep(20 * attempt);
          current = await planAnew(context, input, current, change.file);
          change = current.files.find((candidate) => candidate.file === planned.file);
          pending = pendingOf(context, input, current);
          storeBlobs(context, current);
          writeLedger(context.system, context.ledgerFile, { ...input.ledger, pending });
        }
      }
    }
  } catch (error) {
    const left = restoreFiles(context.system, context.blobs, pending.files, pending.directories);
    writeLedger(context.system, context.ledgerFile, input.ledger);
    if (left.length > 0 && error instanceof Error) {
      error.message += `; left as they are because they changed meanwhile: ${left.join(', ')}`;
    }
    throw error;
  }
  const directories = removeEmptied(context.system, current.ledger.directories, done);
  const ledger = { ...current.ledger, directories };
  writeLedger(context.system, context.ledgerFile, ledger);
  context.blobs.prune(referencedBlobs(ledger));
  return { ...current, ledger };
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
async function planAnew(context: ApplyContext, input: PlanInput, set: ChangeSet, file: string): Promise<ChangeSet> {
  const anew = await replanFile(context, input, file);
  if (conflictsOf(anew).length > 0 || anew.refusals.length > 0) {
    throw busy(file, new Error('what it became cannot be changed without a decision'));
  }
  const others = set.files.filter((change) => change.file !== file);
  const targets = Object.fromEntries([
    ...Object.entries(set.ledger.targets).filter(([, record]) => record.file !== file),
    ...Object.entries(anew.ledger.targets).filter(([, record]) => record.file === file),
  ]);
  const { [file]: _old, ...files } = set.ledger.files;
  const record = anew.ledger.files[file];
  return {
    ...set,
    files: [...others, ...anew.files.filter((change) => change.file === file)],
    items: [...set.items.filter((item) => item.file !== file), ...anew.items],
    ledger: { ...set.ledger, targets, files: record ? { ...files, [file]: record } : files },
    blobs: new Map([...set.blobs, ...anew.blobs]),
  };
}

function pendingOf(context: ApplyContext, input: PlanInput, set: ChangeSet): Pending {
  return {
    at: input.now.toISOString(),
    command: context.command,
    files: set.files.map(pendingFile),
    directories: set.directories,
  };
}

function storeBlobs(context: ApplyContext, set: ChangeSet): void {
  const needed = referencedBlobs(set.ledger);
  for (const change of set.files) if (change.before) needed.add(change.before.hash);
  for (const [hash, bytes] of set.blobs) if (needed.has(hash)) context.blobs.put(bytes);
}

/** Every backup that the ledger can still ask for. */
export function referencedBlobs(ledger: Ledger): Set<string> {
  const hashes = new Set<string>();
  for (const record of Object.values(ledger.files)) {
    hashes.add(record.written);
    if (record.pristine) hashes.add(record.pristine);
  }
  for (const record of Object.values(ledger.targets)) {
    if (record.kind === 'block' || record.kind === 'file') hashes.add(record.base ?? record.hash ?? '');
  }
  for (const copy of ledger.saved) hashes.add(copy.hash);
  for (const file of ledger.pending?.files ?? []) if (file.before) hashes.add(file.before.hash);
  hashes.delete('');
  return hashes;
}

/** Takes away directories that nerve made and that are empty now; returns those that stay. */
function removeEmptied(system: System, directories: readonly string[], done: readonly FileChange[]): string[] {
  const deleted = done.filter((change) => !change.after);
  const kept = new Set(directories);
  for (const directory of [...directories].sort((a, b) => b.length - a.length)) {
    const concerned = deleted.some((change) => change.file.startsWith(directory));
    if (concerned && (!system.stat(directory) || system.removeDirectory(directory))) kept.delete(directory);
  }
  return directories.filter((directory) => kept.has(directory));
}

function busy(file: string, cause: Error): UnavailableError {
  return new UnavailableError(`${file} keeps changing while nerve tries to edit it: ${messageOf(cause)}`, {
    code: 'busy-file',
    hint: 'close the program that writes it, then run the command again; nothing was changed',
    cause,
  });
}

