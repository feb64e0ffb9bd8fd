/** Plans one file: all its targets evaluated one after the other on the same text. */
import type { ConflictPolicy } from '../../base/config/settings.ts';
import { EditRefused, type KeyedFormat, UnparseableError } from '../../base/formats/format.ts';
import { BugError } from '../../base/kernel/errors.ts';
import { sha256 } from '../../base/kernel/hash.ts';
import type { FileChange, FileState, Item, Refusal } from './change-set.ts';
import { evaluateKey, evaluateKeyRemoval } from './evaluate-key.ts';
import { evaluateMember, evaluateMemberRemoval } from './evaluate-member.ts';
import { evaluateBlock, evaluateFile, evaluateSeed, evaluateTextRemoval } from './evaluate-text.ts';
import { type Evaluation, isChange, type Situation } from './evaluation.ts';
import type { Formats } from './formats.ts';
import type { FileRecord, TargetRecord } from './ledger.ts';
import type { Target } from './target.ts';
import { withoutUs } from './without-us.ts';

/** A target that the ledger knows and nobody wants any more. */
export interface Removal {
  readonly id: string;
  readonly record: TargetRecord;
}

export interface FileRequest {
  readonly file: string;
  readonly wanted: readonly Exclude<Target, { kind: 'own' }>[];
  readonly removals: readonly Removal[];
  /** All that the ledger knows of this file's targets, by id. */
  readonly records: Readonly<Record<string, TargetRecord>>;
  readonly fileRecord: FileRecord | undefined;
  readonly current: FileState | null;
  /** The hash that the sidecar publishes, if there is one. */
  readonly sidecarHash: string | undefined;
}

export interface FileContext {
  readonly formats: Formats;
  readonly policyFor: (id: string) => ConflictPolicy;
  readonly at: string;
  readonly adopt: (owner: string) => boolean;
  readonly blob: (hash: string) => string | undefined;
}

export interface FilePlan {
  readonly change: FileChange | undefined;
  readonly items: readonly Item[];
  readonly refusal: Refusal | undefined;
  /** What becomes of each target's record; undefined forgets it. */
  readonly records: ReadonlyMap<string, TargetRecord | undefined>;
  /** What becomes of the file's record; null forgets it, undefined leaves it. */
  readonly fileRecord: FileRecord | null | undefined;
  readonly keep: readonly Buffer[];
}

/** Plans one file. Pure but for the backups it reads. A file that must not be edited gives a refusal, not an error. */
export function planFile(request: FileRequest, context: FileContext): FilePlan {
  const owner = request.wanted[0]?.owner ?? request.removals[0]?.record.owner ?? 'nerve';
  try {
    return planReadable(request, context);
  } catch (error) {
    if (!(error instanceof EditRefused || error instanceof UnparseableError)) throw error;
    const code = error instanceof UnparseableError ? 'unparseable' : 'unsafe-edit';
    const refusal = { file: request.file, owner, code, why: error.message, ...snippetFor(request, context) };
    return { change: undefined, items: [], refusal, records: new Map(), fileRecord: undefined, keep: [] };
  }
}

function planReadable(request: FileRequest, context: FileContext): FilePlan {
  const before = request.current;
  const original = before ? decode(before.bytes) : null;
  const items: Item[] = [];
  const records = new Map<string, TargetRecord | undefined>();
  const keep: Buffer[] = [];
  let text = original;

  const take = (id: string, source: { owner: string; label: string }, evaluation: Evaluation): void => {
    text = evaluation.text;
    records.set(id, evaluation.record);
    keep.push(...(evaluation.keep ?? []).map((kept) => Buffer.from(kept)));
    items.push({
      id,
      owner: source.owner,
      file: request.file,
      label: source.label,
      state: evaluation.state,
      ...(evaluation.reason ? { reason: evaluation.reason } : {}),
      ...(evaluation.note ? { note: evaluation.note } : {}),
    });
  };
  for (const target of request.wanted) {
    const situation = situationOf(target.id, target.owner, text, request, context);
    take(target.id, target, evaluateTarget(target, situation, request, context));
  }
  for (const { id, record } of request.removals) {
    const situation = situationOf(id, record.owner, text, request, context);
    take(id, record, evaluateRemoval(record, situation, context));
  }

  const leaving = isLeaving(request, records);
  const traces = { request, context, original, records };
  if (leaving && items.some((item) => isChange(item.state))) text = pristineText(traces, text);
  const after = stateAfter(request, text, leaving, items);
  const touched = !sameState(before, after);
  return {
    change: touched ? fileChange(request.file, before, after, items) : undefined,
    items,
    refusal: undefined,
    records,
    fileRecord: nextFileRecord(traces, before, after, touched, leaving, keep),
    keep,
  };
}

function situationOf(
  id: string,
  owner: string,
  text: string | null,
  request: FileRequest,
  context: FileContext,
): Situation {
  return {
    text,
    record: request.records[id],
    policy: context.policyFor(id),
    at: context.at,
    adopt: context.adopt(owner),
    blob: context.blob,
  };
}

function evaluateTarget(
  target: FileRequest['wanted'][number],
  situation: Situation,
  request: FileRequest,
  context: FileContext,
): Evaluation {
  switch (target.kind) {
    case 'key':
      return evaluateKey(formatOf(context, target.format), target, situation);
    case 'member':
      return evaluateMember(formatOf(context, target.format), target, situation);
    case 'block':
      return evaluateBlock(target, situation);
    case 'file':
      return evaluateFile(target, situation, request.sidecarHash);
    case 'seed':
      return evaluateSeed(target, situation);
  }
}

function evaluateRemoval(record: TargetRecord, situation: Situation, context: FileContext): Evaluation {
  if (situation.text === null && record.kind !== 'file' && record.kind !== 'seed') {
    return { state: 'gone', text: null, record: undefined };
  }
  if (record.kind === 'key') return evaluateKeyRemoval(formatOf(context, record.format), record, situation);
  if (record.kind === 'member') return evaluateMemberRemoval(formatOf(context, record.format), record, situation);
  return evaluateTextRemoval(record, situation);
}

/** Whether nothing of nerve remains in the file afterwards. */
function isLeaving(request: FileRequest, records: ReadonlyMap<string, TargetRecord | undefined>): boolean {
  if (request.removals.length === 0) return false;
  return Object.keys(request.records).every((id) => records.has(id) && records.get(id) === undefined);
}

interface Traced {
  readonly request: FileRequest;
  readonly context: FileContext;
  readonly original: string | null;
  readonly records: ReadonlyMap<string, TargetRecord | undefined>;
}

/** The file as it would be without nerve, given the text with our parts cut out. */
function pristineText({ request, context, original }: Traced, cut: string | null): string | null {
  const { fileRecord } = request;
  if (!fileRecord) return cut;
  const written = context.blob(fileRecord.written);
  const pristine = fileRecord.pristine === null ? null : context.blob(fileRecord.pristine);
  const unchanged = request.current?.hash === fileRecord.written;
  if (unchanged && pristine !== undefined) return pristine;
  if (cut === null) return pristine ?? null;
  if (written === undefined || pristine === undefined) return cut;
  return withoutUs({ pristine, written, current: original ?? '', cut }, formatFor(request, context));
}

function nextFileRecord(
  traces: Traced,
  before: FileState | null,
  after: FileState | null,
  touched: boolean,
  leaving: boolean,
  keep: Buffer[],
): FileRecord | null | undefined {
  const { request, records } = traces;
  const owned = [...records.values()].some((record) => record !== undefined);
  if (leaving || !owned) return request.fileRecord ? null : undefined;
  if (!touched && request.fileRecord) return undefined;
  if (!after) return null;
  const known = request.fileRecord;
  keep.push(after.bytes);
  if (known && before?.hash === known.written) return { ...known, written: after.hash, mode: after.mode };
  // First touch, or edited by others since: work out what the file would be without us.
  const adopted = [...records].filter(([id, record]) => record && !request.records[id] && isSame(traces, id));
  const cut = cutOut(traces, [...Object.entries(request.records), ...adopted]);
  const pristine = known ? pristineText(traces, cut) : cut;
  const bytes = pristine === null ? null : Buffer.from(pristine);
  if (bytes) keep.push(bytes);
  return {
    pristine: bytes ? sha256(bytes) : null,
    pristineMode: known ? (before?.mode === known.mode ? known.pristineMode : (before?.mode ?? null)) : (before?.mode ?? null),
    written: after.hash,
    mode: after.mode,
  };
}

/** Whether the target stood in the file before this plan touched it, as nerve would have written it. */
function isSame(traces: Traced, id: string): boolean {
  const target = traces.request.wanted.find((candidate) => candidate.id === id);
  if (!target || traces.original === null || target.kind === 'seed') return false;
  const situation = { ...situationOf(id, target.owner, traces.original, traces.request, traces.context) };
  return evaluateTarget(target, situation, traces.request, traces.context).state === 'same';
}

/** The original text without the given targets; edited parts are cut too, they are part of what nerve made. */
function cutOut(
  { context, original, request }: Traced,
  targets: readonly (readonly [string, TargetRecord | undefined])[],
): string | null {
  let text = original;
  for (const [id, record] of targets) {
    if (!record || record.theirs || record.kind === 'seed') continue;
    const situation = { ...situationOf(id, record.owner, text, request, context), policy: 'backup' as const, record };
    text = evaluateRemoval(record, situation, context).text;
  }
  return text;
}

function stateAfter(
  request: FileRequest,
  text: string | null,
  leaving: boolean,
  items: readonly Item[],
): FileState | null {
  if (text === null) return null;
  const before = request.current;
  const bytes = before && decode(before.bytes) === text ? before.bytes : Buffer.from(text);
  const first = request.wanted.find((target) => 'mode' in target && target.mode !== undefined);
  let mode = before?.mode ?? (first && 'mode' in first ? first.mode : undefined) ?? 0o600;
  const secret = request.wanted.some((target) => target.secret && isHeld(target.id, items));
  if (secret) mode &= 0o700;
  const known = request.fileRecord;
  if (leaving && known && before?.mode === known.mode) mode = known.pristineMode ?? mode;
  return { bytes, hash: sha256(bytes), mode };
}

function isHeld(id: string, items: readonly Item[]): boolean {
  const state = items.find((item) => item.id === id)?.state;
  return state !== undefined && state !== 'conflict' && state !== 'skipped' && state !== 'theirs';
}

function fileChange(
  file: string,
  before: FileState | null,
  after: FileState | null,
  items: readonly Item[],
): FileChange {
  const action = before === null ? 'create' : after === null ? 'delete' : 'update';
  return Object.freeze({ file, action, before, after, items: items.filter((item) => isChange(item.state)) });
}

function sameState(a: FileState | null, b: FileState | null): boolean {
  if (a === null || b === null) return a === b;
  return a.hash === b.hash && a.mode === b.mode;
}

function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) throw new EditRefused('the file is not UTF-8 text');
  return text;
}

function formatFor(request: FileRequest, context: FileContext): KeyedFormat | undefined {
  const name = [...request.wanted, ...Object.values(request.records)].find((part) => 'format' in part && part.format);
  return name && 'format' in name && name.format ? formatOf(context, name.format) : undefined;
}

function formatOf(context: FileContext, name: 'toml' | 'jsonc' | undefined): KeyedFormat {
  const format = name ? context.formats[name] : undefined;
  if (!format) throw new BugError(`The editor for ${name} was not loaded`, { code: 'format-not-loaded' });
  return format;
}

function snippetFor(request: FileRequest, context: FileContext): { snippet?: string } {
  const snippets = request.wanted.flatMap((target) => {
    if (target.kind === 'key') return [formatOf(context, target.format).snippet(target.path, target.value)];
    if (target.kind === 'member') return [formatOf(context, target.format).snippet(target.path, [target.member])];
    return [];
  });
  return snippets.length > 0 ? { snippet: snippets.join('\n') } : {};
}
