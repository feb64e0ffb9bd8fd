/** What others did to a file since nerve last wrote it. Pure. */
import { evaluateRemoval, formatOf, isEditorError } from '../../agents/changes/evaluate.ts';
import type { Formats } from '../../agents/changes/formats.ts';
import type { FileRecord, TargetRecord } from '../../agents/changes/ledger.ts';
import { isInPlace } from '../../agents/changes/presence.ts';
import { readBlock } from '../../base/formats/markdown-block.ts';
import { valueAt } from '../../base/kernel/json.ts';

export type Since =
  /** The whole file is gone. */
  | 'file-removed'
  /** What nerve wrote is there, but not as nerve wrote it. */
  | 'ours-edited'
  /** What nerve wrote was taken out. */
  | 'ours-removed'
  /** Other parts of the file; they are the user's. */
  | 'others-edited'
  /** The permission bits. */
  | 'mode'
  /** The file does not follow the rules of its format any more. */
  | 'unparseable'
  /** It is no regular file, or nerve may not read it. */
  | 'unreadable';

export interface FileNow {
  readonly text: string;
  readonly hash: string;
  readonly mode: number;
}

export interface FileThen {
  /** nerve's own parts of the file; what stood there before nerve is none. */
  readonly records: readonly TargetRecord[];
  readonly fileRecord: FileRecord | undefined;
  /** The text that nerve left, if its backup is there. */
  readonly written: string | undefined;
}

/** In the order of the type; empty for a file that is as nerve left it. `now` is null for no file. */
export function changesSince(formats: Formats, then: FileThen, now: FileNow | null): Since[] {
  if (now === null) return ['file-removed'];
  const found = new Set<Since>();
  if (now.hash !== then.fileRecord?.written) addTextChanges(found, formats, then, now.text);
  if (then.fileRecord && now.mode !== then.fileRecord.mode) found.add('mode');
  return [...found];
}

function addTextChanges(found: Set<Since>, formats: Formats, then: FileThen, text: string): void {
  try {
    const parts = then.records.map((record) => partSince(formats, record, text));
    if (parts.includes('ours-edited')) found.add('ours-edited');
    if (parts.includes('ours-removed')) found.add('ours-removed');
    if (found.size === 0 || isRestEdited(formats, then, text)) found.add('others-edited');
  } catch (error) {
    if (!isEditorError(error)) throw error;
    found.add('unparseable');
  }
}

/** What became of one part. Throws what the editors throw. */
function partSince(
  formats: Formats,
  record: TargetRecord,
  text: string,
): 'ours-edited' | 'ours-removed' | undefined {
  if (isInPlace(formats, record, text)) return undefined;
  return isThere(formats, record, text) ? 'ours-edited' : 'ours-removed';
}

function isThere(formats: Formats, record: TargetRecord, text: string): boolean {
  switch (record.kind) {
    case 'key':
      return valueAt(formatOf(formats, record.format).parse(text), record.path ?? []) !== undefined;
    case 'member':
      // A string that is not the one nerve added is another string.
      formatOf(formats, record.format).parse(text);
      return false;
    case 'block':
      return readBlock(text) !== undefined;
    case 'file':
    case 'seed':
      return true;
  }
}

/** Whether more than nerve's parts changed: both texts are compared without them, and without the space around them. */
function isRestEdited(formats: Formats, { records, written }: FileThen, text: string): boolean {
  return (
    written !== undefined && wordsOf(cut(formats, records, written)) !== wordsOf(cut(formats, records, text))
  );
}

function cut(formats: Formats, records: readonly TargetRecord[], whole: string): string | null {
  let text: string | null = whole;
  for (const record of records) {
    const alone = {
      neighbours: [],
      policy: 'backup',
      at: record.at,
      adopt: false,
      blob: () => undefined,
    } as const;
    text = evaluateRemoval(formats, record, { text, record, ...alone }).text;
  }
  return text;
}

function wordsOf(text: string | null): string {
  return (text ?? '').split(/\s+/).filter(Boolean).join(' ');
}
