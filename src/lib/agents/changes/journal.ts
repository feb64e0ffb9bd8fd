/** What the ledger says of a change set under way, and the backups that undoing it needs. */
import type { Blobs } from './blobs.ts';
import type { ChangeSet, FileChange } from './change-set.ts';
import type { Ledger, Pending, PendingFile, RecordChanges } from './ledger.ts';

/** The journal's entry for a change set. */
export function pendingOf(set: ChangeSet, before: Ledger, command: string, at: string): Pending {
  return {
    at,
    command,
    files: set.files.map((change) => pendingFile(change, before, set.ledger)),
    directories: set.directories,
  };
}

function pendingFile({ file, before, after }: FileChange, old: Ledger, next: Ledger): PendingFile {
  const keys = [...Object.keys(old.targets), ...Object.keys(next.targets)].filter(
    (key) => (next.targets[key] ?? old.targets[key])?.file === file,
  );
  const records: RecordChanges = Object.fromEntries(keys.map((key) => [key, next.targets[key] ?? null]));
  const isShared = keys.length > 0;
  return {
    file,
    before: before && { hash: before.hash, mode: before.mode },
    after: after && { hash: after.hash, mode: after.mode },
    ...(isShared ? { records, fileRecord: next.files[file] ?? null } : {}),
  };
}

/** Keeps every content that the new ledger, or undoing the change set, can ask for. */
export function storeBlobs(blobs: Blobs, set: ChangeSet): void {
  const needed = referencedBlobs(set.ledger);
  for (const change of set.files) if (change.before) needed.add(change.before.hash);
  for (const [hash, bytes] of set.blobs) if (needed.has(hash)) blobs.put(bytes);
}

/** Every backup that the ledger can still ask for. */
export function referencedBlobs(ledger: Ledger): Set<string> {
  const hashes = new Set<string>();
  for (const record of Object.values(ledger.files)) {
    hashes.add(record.written);
    if (record.pristine) hashes.add(record.pristine);
  }
  for (const { kind, base, hash } of Object.values(ledger.targets)) {
    const text = kind === 'block' || kind === 'file' ? (base ?? hash) : undefined;
    if (text) hashes.add(text);
  }
  for (const copy of ledger.saved) hashes.add(copy.hash);
  for (const file of ledger.pending?.files ?? []) if (file.before) hashes.add(file.before.hash);
  return hashes;
}
