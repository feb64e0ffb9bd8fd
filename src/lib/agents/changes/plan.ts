/** Plans a change set: what the wanted targets and the ledger together mean for the files as they are. */
import { dirname } from 'node:path';
import type { ConflictPolicy } from '../../base/config/settings.ts';
import { sha256 } from '../../base/kernel/hash.ts';
import type { System } from '../../base/system/system.ts';
import type { Blobs } from './blobs.ts';
import type { ChangeSet, FileChange, FileState, Item, Refusal } from './change-set.ts';
import { loadFormats } from './formats.ts';
import type { FileRecord, Ledger, SavedCopy, TargetRecord } from './ledger.ts';
import { type FileContext, type FilePlan, type FileRequest, planFile } from './plan-file.ts';
import type { Target } from './target.ts';

export interface PlanInput {
  readonly wanted: readonly Target[];
  /** Which targets of the ledger are to be taken out; wanted ones never are. */
  readonly isRemoved: (id: string, record: TargetRecord) => boolean;
  readonly policy: ConflictPolicy;
  /** A person's answers for single targets. */
  readonly decisions?: ReadonlyMap<string, ConflictPolicy>;
  readonly ledger: Ledger;
  readonly now: Date;
}

export interface PlanContext {
  readonly system: System;
  readonly blobs: Blobs;
  /** Everything below is nerve's own and leaves no trace in the ledger. */
  readonly ownRoot: string;
}

/** How many copies of overwritten user content are kept. */
const SAVED_LIMIT = 50;

/**
 * Reads every file that a target names and plans it. Writes nothing.
 * @throws RefusedError for a path outside the allowlist.
 */
export async function planChanges(context: PlanContext, input: PlanInput): Promise<ChangeSet> {
  const requests = gatherRequests(context.system, input);
  const names = new Set(requests.flatMap((request) => formatNames(request)));
  const fileContext: FileContext = {
    formats: await loadFormats(names),
    policyFor: (id) => input.decisions?.get(id) ?? input.policy,
    at: input.now.toISOString(),
    adopt: (owner) => !Object.values(input.ledger.targets).some((record) => record.owner === owner),
    blob: (hash) => (context.blobs.has(hash) ? context.blobs.get(hash).toString('utf8') : undefined),
  };
  const planned = requests.map((request) => ({
    request,
    plan: 'own' in request ? planOwn(request) : planFile(request, fileContext),
  }));
  return assemble(context, input, planned);
}

/** Plans one file of a set anew, from its present content. */
export async function replanFile(context: PlanContext, input: PlanInput, file: string): Promise<ChangeSet> {
  return planChanges(context, {
    ...input,
    wanted: input.wanted.filter((target) => target.file === file),
    isRemoved: (id, record) => record.file === file && input.isRemoved(id, record),
  });
}

function gatherRequests(system: System, input: PlanInput): (FileRequest | OwnRequest)[] {
  const wantedIds = new Set(input.wanted.map((target) => target.id));
  const removed = Object.entries(input.ledger.targets).filter(
    ([id, record]) => !wantedIds.has(id) && input.isRemoved(id, record),
  );
  const files = [...new Set([...input.wanted.map((target) => target.file), ...removed.map(([, record]) => record.file)])];
  return files.map((file) => {
    const targets = input.wanted.filter((target) => target.file === file);
    system.assertWritable(file);
    const current = readState(system, file);
    const own = targets.find((target) => target.kind === 'own');
    if (own) return { own, file, current };
    const records = Object.entries(input.ledger.targets).filter(([, record]) => record.file === file);
    return {
      file,
      wanted: targets.filter((target) => target.kind !== 'own'),
      removals: removed.filter(([, record]) => record.file === file).map(([id, record]) => ({ id, record })),
      records: Object.fromEntries(records),
      fileRecord: input.ledger.files[file],
      current,
      sidecarHash: targets.some((target) => target.kind === 'file' && target.sidecar)
        ? readSidecar(system, file)
        : undefined,
    };
  });
}

interface OwnRequest {
  readonly own: Extract<Target, { kind: 'own' }>;
  readonly file: string;
  readonly current: FileState | null;
}

function assemble(
  context: PlanContext,
  input: PlanInput,
  planned: readonly { request: FileRequest | OwnRequest; plan: FilePlan }[],
): ChangeSet {
  const targets: Record<string, TargetRecord> = { ...input.ledger.targets };
  const fileRecords: Record<string, FileRecord> = { ...input.ledger.files };
  const files: FileChange[] = [];
  const items: Item[] = [];
  const refusals: Refusal[] = [];
  const blobs = new Map<string, Buffer>();
  const saved: SavedCopy[] = [...input.ledger.saved];
  for (const { request, plan } of planned) {
    items.push(...plan.items);
    if (plan.refusal) refusals.push(plan.refusal);
    for (const [id, record] of plan.records) {
      if (record) targets[id] = record;
      else delete targets[id];
    }
    if (plan.fileRecord) fileRecords[request.file] = plan.fileRecord;
    if (plan.fileRecord === null) delete fileRecords[request.file];
    for (const bytes of plan.keep) blobs.set(sha256(bytes), bytes);
    if (plan.change) {
      files.push(plan.change);
      saved.push(...savedCopies(plan.change, input.now));
    }
    const sidecar = 'own' in request ? undefined : planSidecar(context.system, request, plan);
    if (sidecar) files.push(sidecar);
  }
  for (const { before } of files) if (before) blobs.set(before.hash, before.bytes);
  const directories = missingDirectories(context.system, files);
  const made = directories.filter((directory) => !isBelow(directory, context.ownRoot));
  const ledger: Ledger = {
    version: 1,
    targets,
    files: fileRecords,
    directories: [...new Set([...input.ledger.directories, ...made])],
    saved: saved.slice(-SAVED_LIMIT),
  };
  return Object.freeze({
    files,
    items,
    refusals,
    directories,
    ledger,
    ledgerChanged: JSON.stringify(ledger) !== JSON.stringify({ ...input.ledger, pending: undefined }),
    blobs,
  });
}

/** What the user had where nerve took over by decision. */
function savedCopies(change: FileChange, now: Date): SavedCopy[] {
  const why = change.items.filter((item) => item.state === 'take-over' || (item.state === 'remove' && item.reason));
  if (why.length === 0 || !change.before) return [];
  const reason = why.map((item) => item.id).join(', ');
  return [{ file: change.file, hash: change.before.hash, at: now.toISOString(), why: reason }];
}

/** The published hash beside a file that nerve owns whole follows the file. */
function planSidecar(system: System, request: FileRequest, plan: FilePlan): FileChange | undefined {
  const wanted = request.wanted.find((target) => target.kind === 'file');
  const known = Object.values(request.records).find((record) => record.kind === 'file');
  const file = sidecarOf(request.file);
  const settled = plan.items.every((item) => item.state !== 'conflict' && item.state !== 'skipped');
  if (plan.refusal || !settled || !(wanted?.sidecar || known?.sidecar)) return undefined;
  const record = wanted ? plan.records.get(wanted.id) : undefined;
  const text = wanted?.sidecar && record?.hash ? `${record.hash}\n` : null;
  const before = readState(system, file);
  if ((before?.bytes.toString('utf8') ?? null) === text) return undefined;
  const bytes = text === null ? null : Buffer.from(text);
  const after = bytes ? { bytes, hash: sha256(bytes), mode: before?.mode ?? 0o600 } : null;
  const action = before === null ? 'create' : after === null ? 'delete' : 'update';
  return Object.freeze({ file, action, before, after, items: [] });
}

/** `<file>.nerve-hash`: SHA-256 hex and a newline. */
export function sidecarOf(file: string): string {
  return `${file}.nerve-hash`;
}

function readSidecar(system: System, file: string): string | undefined {
  const text = system.read(sidecarOf(file))?.bytes.toString('utf8').trim();
  return text && /^[0-9a-f]{64}$/.test(text) ? text : undefined;
}

function planOwn(request: OwnRequest): FilePlan {
  const { own, current, file } = request;
  const bytes = Buffer.from(own.text);
  const after = { bytes, hash: sha256(bytes), mode: own.mode ?? 0o600 };
  const same = current?.hash === after.hash && current.mode === after.mode;
  const state = same ? 'same' : current ? 'update' : 'create';
  const item: Item = { id: own.id, owner: own.owner, file, label: own.label, state };
  const change: FileChange | undefined = same
    ? undefined
    : Object.freeze({ file, action: current ? 'update' : 'create', before: current, after, items: [item] });
  return { change, items: [item], refusal: undefined, records: new Map(), fileRecord: undefined, keep: [] };
}

/** Parents of new files that do not exist, outermost first. */
function missingDirectories(system: System, files: readonly FileChange[]): string[] {
  const missing = new Set<string>();
  for (const change of files) {
    if (change.before || !change.after) continue;
    const chain: string[] = [];
    for (let directory = dirname(change.file); !missing.has(directory) && !system.stat(directory); ) {
      chain.unshift(directory);
      const parent = dirname(directory);
      if (parent === directory) break;
      directory = parent;
    }
    for (const directory of chain) missing.add(directory);
  }
  return [...missing];
}

function readState(system: System, file: string): FileState | null {
  const snapshot = system.read(file);
  return snapshot ? { bytes: snapshot.bytes, hash: snapshot.hash, mode: snapshot.mode } : null;
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`) || path.startsWith(`${root}\\`);
}

function formatNames(request: FileRequest | OwnRequest): ('toml' | 'jsonc')[] {
  if ('own' in request) return [];
  const parts = [...request.wanted, ...Object.values(request.records)];
  return parts.flatMap((part) => ('format' in part && part.format ? [part.format] : []));
}
