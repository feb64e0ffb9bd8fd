/** Plans one file: all its targets evaluated one after the other on the same text. */
import { EditRefused, UnparseableError } from '../../base/formats/format.ts';
import { bytesOf, contentOf, isText } from '../../base/kernel/content.ts';
import { sha256 } from '../../base/kernel/hash.ts';
import { adoptFile } from './adopt.ts';
import type { FileChange, FileState, Item, Refusal } from './change-set.ts';
import { evaluateRemoval, evaluateTarget, formatOf, isEditorError } from './evaluate.ts';
import { type Evaluation, isChange, type Situation } from './evaluation.ts';
import { modeAfter, type PlannedParts } from './file-mode.ts';
import { nextFileRecord, pristineText } from './file-record.ts';
import type { FileContext, FilePlan, FileRequest } from './file-request.ts';
import type { Formats } from './formats.ts';
import type { TargetRecord } from './ledger.ts';
import { withFulfilled } from './settled.ts';

/** Plans one file. Pure but for the backups it reads. A file that must not be edited gives a refusal, not an error. */
export function planFile(request: FileRequest, context: FileContext): FilePlan {
  try {
    return planReadable(request, context);
  } catch (error) {
    if (!isEditorError(error)) throw error;
    const code = error instanceof UnparseableError ? 'unparseable' : 'unsafe-edit';
    return refused(request, { code, why: error.message, ...snippetFor(request, context.formats) });
  }
}

/** The plan for a file that is left alone. */
export function refused(request: FileRequest, why: Omit<Refusal, 'file' | 'owner'>): FilePlan {
  const owner = request.wanted[0]?.owner ?? request.removals[0]?.record.owner ?? 'nerve';
  const refusal = { file: request.file, owner, ...why };
  return { change: undefined, items: [], refusal, records: new Map(), fileRecord: undefined, keep: [] };
}

function planReadable(lost: FileRequest, context: FileContext): FilePlan {
  const before = lost.current;
  const original = before ? decode(lost, before.bytes) : null;
  const adopted = adoptFile(lost, original, context);
  const request = adopted ? { ...lost, records: adopted.records, fileRecord: adopted.fileRecord } : lost;
  const items: Item[] = [];
  const records = new Map<string, TargetRecord | undefined>(Object.entries(adopted?.records ?? {}));
  const keep: Buffer[] = [];
  let text = original;

  const take = (id: string, source: { owner: string; label: string }, evaluation: Evaluation): void => {
    text = evaluation.text;
    records.set(id, evaluation.record);
    keep.push(...(evaluation.keep ?? []).map(bytesOf));
    items.push(itemOf(id, request.file, source, evaluation));
  };
  for (const target of request.wanted) {
    const situation = situationOf(target, text, request, records, context);
    take(target.id, target, evaluateTarget(context.formats, target, situation, request.sidecarHash));
  }
  for (const { id, record } of request.removals) {
    const situation = situationOf(record, text, request, records, context);
    take(id, record, evaluateRemoval(context.formats, record, situation));
  }

  const final = finalRecords(request, records);
  const leaving = final.length === 0 && request.removals.length > 0;
  const traces = { request, context, original, items, adopted: adoptedRecords(request, items, records) };
  if (leaving && items.some((item) => isChange(item.state))) text = pristineText(traces, text);
  const after = stateAfter({ request, items, records: final, leaving }, text);
  const touched = !sameState(before, after);
  const next = final.length === 0 ? null : nextFileRecord(traces, before, after, touched);
  if (next?.pristine !== undefined) keep.push(bytesOf(next.pristine));
  if (after && (next || adopted)) keep.push(after.bytes);
  return {
    change: touched ? fileChange(request.file, before, after, items) : undefined,
    items,
    refusal: undefined,
    records,
    fileRecord:
      next === null
        ? request.fileRecord
          ? null
          : undefined
        : next
          ? withFulfilled(next.record, request.wanted, items)
          : adopted?.fileRecord,
    keep,
  };
}

/** What stood in the file before this plan, unknown to the ledger and yet nerve's. */
function adoptedRecords(
  request: FileRequest,
  items: readonly Item[],
  records: ReadonlyMap<string, TargetRecord | undefined>,
): TargetRecord[] {
  const found = items.filter((item) => item.state === 'same' && !request.records[item.id]);
  return found.flatMap((item) => records.get(item.id) ?? []).filter((record) => !record.theirs);
}

function itemOf(
  id: string,
  file: string,
  source: { owner: string; label: string },
  { state, reason, note }: Evaluation,
): Item {
  const { owner, label } = source;
  return { id, owner, file, label, state, ...(reason ? { reason } : {}), ...(note ? { note } : {}) };
}

function situationOf(
  part: { readonly id: string; readonly owner: string },
  text: string | null,
  request: FileRequest,
  records: ReadonlyMap<string, TargetRecord | undefined>,
  context: FileContext,
): Situation {
  return {
    text,
    realPath: request.current?.realPath,
    record: request.records[part.id],
    neighbours: finalRecords(request, records),
    policy: context.policyFor(part.id),
    at: context.at,
    adopt: context.adopt(part.owner),
    blob: context.blob,
  };
}

/** The records of the file's targets as far as this plan has come. */
function finalRecords(
  request: FileRequest,
  records: ReadonlyMap<string, TargetRecord | undefined>,
): TargetRecord[] {
  const ids = new Set([...Object.keys(request.records), ...records.keys()]);
  return [...ids].flatMap((id) => (records.has(id) ? records.get(id) : request.records[id]) ?? []);
}

function stateAfter(plan: PlannedParts, text: string | null): FileState | null {
  if (text === null) return null;
  const before = plan.request.current;
  const bytes = before && contentOf(before.bytes) === text ? before.bytes : bytesOf(text);
  return { bytes, hash: sha256(bytes), mode: modeAfter(plan) };
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

/** Only a file that is nerve's as a whole may hold other bytes than text. */
function decode({ wanted, records }: FileRequest, bytes: Buffer): string {
  const content = contentOf(bytes);
  const isEdited = [...wanted, ...Object.values(records)].some(({ kind }) => kind !== 'file');
  if (isEdited && !isText(content)) throw new EditRefused('the file is not UTF-8 text');
  return content;
}

function snippetFor(request: FileRequest, formats: Formats): { snippet?: string } {
  // A key at the top comes first: behind a table's header it would belong to the table.
  const depth = (target: FileRequest['wanted'][number]): number =>
    'path' in target ? target.path.length : 0;
  const targets = [...request.wanted].sort((a, b) => depth(a) - depth(b));
  const snippets = targets.flatMap((target) => {
    if (target.kind === 'key') return [formatOf(formats, target.format).snippet(target.path, target.value)];
    if (target.kind === 'member')
      return [formatOf(formats, target.format).snippet(target.path, [target.member])];
    return [];
  });
  return snippets.length > 0 ? { snippet: snippets.join('\n') } : {};
}
