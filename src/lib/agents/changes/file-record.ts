/** What a file would be without nerve, worked out whenever nerve writes or leaves it. */
import type { KeyedFormat } from '../../base/formats/format.ts';
import { contentHash } from '../../base/kernel/content.ts';
import type { FileState, Item } from './change-set.ts';
import { evaluateRemoval, formatOf } from './evaluate.ts';
import type { FileContext, FileRequest } from './file-request.ts';
import type { FileRecord, TargetRecord } from './ledger.ts';
import { withoutUs } from './without-us.ts';

export interface Traced {
  readonly request: FileRequest;
  readonly context: FileContext;
  /** The file's text before this plan; null for no file. */
  readonly original: string | null;
  /** What the plan found for each target. */
  readonly items: readonly Item[];
  /** Of a lost ledger: targets that stood in the file already. */
  readonly adopted: readonly TargetRecord[];
}

export interface NextFileRecord {
  readonly record: FileRecord;
  /** The text that `record.pristine` is the hash of. */
  readonly pristine?: string;
}

/**
 * The record of a file in which nerve has parts; null when there is no such file, undefined when the record that is
 * there stays as it is.
 */
export function nextFileRecord(
  traces: Traced,
  before: FileState | null,
  after: FileState | null,
  touched: boolean,
): NextFileRecord | null | undefined {
  const known = traces.request.fileRecord;
  if (!touched && known) return undefined;
  if (!after) return null;
  const left = { written: after.hash, mode: after.mode };
  if (known && before?.hash === known.written) return { record: { ...known, ...left } };
  // First touch, or edited by others since: work out what the file would be without us.
  const cut = cutOut(traces, traces.original);
  const pristine = known ? pristineText(traces, cut) : cut;
  const modeNow = before?.mode ?? null;
  const pristineMode = known && modeNow === known.mode ? known.pristineMode : modeNow;
  if (pristine === null) return { record: { pristine: null, pristineMode, ...left } };
  return { record: { pristine: contentHash(pristine), pristineMode, ...left }, pristine };
}

/** The file as it would be without nerve, given the text with our parts cut out. */
export function pristineText(traces: Traced, cut: string | null): string | null {
  const { request, context, original } = traces;
  const { fileRecord } = request;
  if (!fileRecord) return cut;
  const written = context.blob(fileRecord.written);
  const pristine = fileRecord.pristine === null ? null : context.blob(fileRecord.pristine);
  if (request.current?.hash === fileRecord.written && pristine !== undefined) return pristine;
  if (cut === null) return pristine ?? null;
  if (written === undefined || pristine === undefined) return cut;
  const cutWritten = cutOut(traces, written);
  return withoutUs(
    { pristine, written, current: original ?? '', cut, cutWritten: cutWritten ?? '' },
    formatFor(request, context),
  );
}

/**
 * A text of the file without nerve's parts. Edited parts are cut too, they are part of what nerve made; those that
 * this plan gives up stay, they have become the user's.
 */
function cutOut({ context, request, items, adopted }: Traced, whole: string | null): string | null {
  const givenUp = new Set(items.filter((item) => item.state === 'theirs').map((item) => item.id));
  let text = whole;
  for (const record of [...Object.values(request.records), ...adopted]) {
    if (record.theirs || givenUp.has(record.id)) continue;
    text = evaluateRemoval(context.formats, record, {
      text,
      record,
      neighbours: [],
      policy: 'backup',
      at: context.at,
      adopt: false,
      blob: context.blob,
    }).text;
  }
  return text;
}

function formatFor(request: FileRequest, context: FileContext): KeyedFormat | undefined {
  const parts: readonly { readonly format?: TargetRecord['format'] }[] = [
    ...request.wanted.map((target) => ('format' in target ? { format: target.format } : {})),
    ...Object.values(request.records),
  ];
  const name = parts.find((part) => part.format)?.format;
  return name && formatOf(context.formats, name);
}
