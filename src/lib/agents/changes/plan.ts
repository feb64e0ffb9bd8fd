/** Plans a change set: what the wanted targets and the ledger together mean for the files as they are. */
import type { ConflictPolicy } from '../../base/config/settings.ts';
import { isBelow } from '../../base/kernel/below.ts';
import { RefusedError } from '../../base/kernel/errors.ts';
import { sha256 } from '../../base/kernel/hash.ts';
import { once } from '../../base/kernel/once.ts';
import type { System } from '../../base/system/system.ts';
import { assertApart } from './apart.ts';
import { leaveParts } from './belonging.ts';
import type { Blobs } from './blobs.ts';
import type { ChangeSet, FileChange, Item, Refusal } from './change-set.ts';
import { missingDirectories } from './directories.ts';
import type { FileContext, FilePlan, FileRequest } from './file-request.ts';
import { loadFormats } from './formats.ts';
import { type FileRecord, type Ledger, recordKey, type SavedCopy, type TargetRecord } from './ledger.ts';
import { type OwnRequest, planOwn } from './own-file.ts';
import { planFile, refused } from './plan-file.ts';
import { readState } from './read-state.ts';
import { type Removals, removalsOf } from './removals.ts';
import { isSettled, settledPlan } from './settled.ts';
import { planSidecar, readSidecar } from './sidecar.ts';
import type { SharedTarget, Target } from './target.ts';

export interface PlanInput extends Removals {
  readonly wanted: readonly Target[];
  readonly policy: ConflictPolicy;
  /** A person's answers for single targets. */
  readonly decisions?: ReadonlyMap<string, ConflictPolicy>;
  readonly ledger: Ledger;
  /** Of these owners the ledger was lost. */
  readonly adopt: (owner: string) => boolean;
  /** Folders that nerve reads from: no agent's file may lead into them. */
  readonly sources: () => readonly string[];
  /** Directories outside of nerve's own that were made for it before planning. */
  readonly made?: readonly string[];
  /** What has to be done in the store once the files are written. */
  readonly tokens?: Ledger['tokens'];
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
 * Reads every file that a target names and plans it. Writes nothing. A file that must not be read or written becomes
 * a refusal.
 * @param only Plan this file alone, as part of the same whole.
 * @throws RefusedError for a file of nerve's own that cannot be used.
 */
export async function planChanges(context: PlanContext, input: PlanInput, only?: string): Promise<ChangeSet> {
  const drafts = gather(context.system, input).filter((draft) => only === undefined || draft.file === only);
  const all = drafts.map((draft) => readDraft(context.system, draft));
  const fileContext: FileContext = {
    formats: await loadFormats(new Set(all.flatMap(formatNames))),
    policyFor: (id) => input.decisions?.get(id) ?? input.policy,
    at: input.now.toISOString(),
    adopt: input.adopt,
    blob: (hash) => context.blobs.content(hash),
    backups: () => context.blobs.contents(),
  };
  const sources = once(input.sources);
  const planned = all.map((found) => planFound(context.system, found, fileContext, sources));
  return assemble(context, input, leaveParts(planned, input.wanted));
}

type Draft = Omit<FileRequest, 'current' | 'sidecarHash'> | Omit<OwnRequest, 'current'>;

interface Planned {
  readonly file: string;
  readonly plan: FilePlan;
  readonly sidecar: FileChange | undefined;
}

/** What is asked of each file. */
function gather(system: System, input: PlanInput): Draft[] {
  const removed = removalsOf(system, input);
  const wantedIn = Map.groupBy(input.wanted, (target) => target.file);
  const removedIn = Map.groupBy(removed, (record) => record.file);
  const recordsIn = Map.groupBy(Object.values(input.ledger.targets), (record) => record.file);
  return [...new Set([...wantedIn.keys(), ...removedIn.keys()])].map((file) => {
    const targets = wantedIn.get(file) ?? [];
    const own = targets.find((target) => target.kind === 'own');
    if (own) return { own, file };
    const records = recordsIn.get(file) ?? [];
    return {
      file,
      wanted: targets.filter((target): target is SharedTarget => target.kind !== 'own'),
      removals: (removedIn.get(file) ?? []).map((record) => ({ id: record.id, record })),
      records: Object.fromEntries(records.map((record) => [record.id, record])),
      fileRecord: input.ledger.files[file],
    };
  });
}

/** A draft with its file as it is. */
type Found =
  | { readonly own: OwnRequest }
  | { readonly request: FileRequest; readonly refusal?: RefusedError; readonly isSettled: boolean };

function readDraft(system: System, draft: Draft): Found {
  const { file } = draft;
  if ('own' in draft) return { own: { ...draft, current: readState(system, file) } };
  try {
    const publishes = draft.wanted.some((target) => target.kind === 'file' && target.sidecar);
    const sidecarHash = publishes ? readSidecar(system, file) : undefined;
    const request: FileRequest = { ...draft, current: readState(system, file), sidecarHash };
    return { request, isSettled: isSettled(request) };
  } catch (refusal) {
    if (!(refusal instanceof RefusedError)) throw refusal;
    return { request: { ...draft, current: null, sidecarHash: undefined }, refusal, isSettled: false };
  }
}

function planFound(
  system: System,
  found: Found,
  context: FileContext,
  sources: () => readonly string[],
): Planned {
  if ('own' in found) {
    const { file } = found.own;
    const plan = planOwn(found.own);
    if (plan.change) system.assertWritable(file);
    return { file, plan, sidecar: undefined };
  }
  const { request, refusal, isSettled } = found;
  const { file } = request;
  try {
    if (refusal) throw refusal;
    const plan = isSettled ? settledPlan(request) : planFile(request, context);
    const sidecar = planSidecar(system, request, plan);
    // What may not be written at all is no question for a person either.
    const isAsked = plan.items.some((item) => item.state === 'conflict');
    const touched = [...(plan.change || isAsked ? [file] : []), ...(sidecar ? [sidecar.file] : [])];
    for (const path of touched) assertApart(system, path, system.assertWritable(path), sources());
    return { file, plan, sidecar };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const why = { code: error.code, why: error.message, ...(error.hint ? { hint: error.hint } : {}) };
    return { file, plan: refused(request, why), sidecar: undefined };
  }
}

function assemble(context: PlanContext, input: PlanInput, planned: readonly Planned[]): ChangeSet {
  const targets: Record<string, TargetRecord> = { ...input.ledger.targets };
  const fileRecords: Record<string, FileRecord> = { ...input.ledger.files };
  const files: FileChange[] = [];
  const items: Item[] = [];
  const refusals: Refusal[] = [];
  const blobs = new Map<string, Buffer>();
  const saved: SavedCopy[] = [...input.ledger.saved];
  for (const { file, plan, sidecar } of planned) {
    items.push(...plan.items);
    if (plan.refusal) refusals.push(plan.refusal);
    for (const [id, record] of plan.records) {
      if (record) targets[recordKey(record)] = record;
      else delete targets[recordKey({ id, file })];
    }
    if (plan.fileRecord) fileRecords[file] = plan.fileRecord;
    if (plan.fileRecord === null) delete fileRecords[file];
    for (const bytes of plan.keep) blobs.set(sha256(bytes), bytes);
    if (plan.change) {
      files.push(plan.change);
      saved.push(...savedCopies(plan.change, input.now));
    }
    if (sidecar) files.push(sidecar);
  }
  for (const { before } of files) if (before) blobs.set(before.hash, before.bytes);
  const directories = missingDirectories(context.system, files);
  const made = [...(input.made ?? []), ...directories].filter((path) => !isBelow(path, context.ownRoot));
  const { pending: _pending, tokens: _tokens, ...known } = input.ledger;
  const ledger: Ledger = {
    ...known,
    targets,
    files: fileRecords,
    directories: [...new Set([...input.ledger.directories, ...made])],
    saved: saved.slice(-SAVED_LIMIT),
    ...(input.tokens ? { tokens: input.tokens } : {}),
  };
  return Object.freeze({
    files,
    items,
    refusals,
    directories,
    ledger,
    ledgerChanged: JSON.stringify(ledger) !== JSON.stringify({ ...known, ...tokensOf(input.ledger) }),
    blobs,
  });
}

function tokensOf({ tokens }: Ledger): Pick<Ledger, 'tokens'> {
  return tokens ? { tokens } : {};
}

/** What the user had where nerve took over by decision. */
function savedCopies(change: FileChange, now: Date): SavedCopy[] {
  const taken = change.items.filter((item) => item.state === 'take-over' || item.reason === 'edited');
  if (taken.length === 0 || !change.before) return [];
  const why = taken.map((item) => item.id).join(', ');
  return [{ file: change.file, hash: change.before.hash, at: now.toISOString(), why }];
}

function formatNames(found: Found): ('toml' | 'jsonc')[] {
  if ('own' in found || found.isSettled) return [];
  const parts = [...found.request.wanted, ...Object.values(found.request.records)];
  return parts.flatMap((part) => ('format' in part && part.format ? [part.format] : []));
}
