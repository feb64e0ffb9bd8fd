/** Whether what the ledger remembers of a target stands in a file as nerve wrote it. Pure. */
import { readBlock } from '../../base/formats/markdown-block.ts';
import { contentHash } from '../../base/kernel/content.ts';
import { sha256 } from '../../base/kernel/hash.ts';
import { valueAt } from '../../base/kernel/json.ts';
import { formatOf, isEditorError } from './evaluate.ts';
import type { Formats } from './formats.ts';
import { editedLeaves } from './leaves.ts';
import type { TargetRecord } from './ledger.ts';

/** `text` is null where there is no file. A file that cannot be parsed holds nothing of nerve's. */
export function isInPlace(formats: Formats, record: TargetRecord, text: string | null): boolean {
  if (text === null) return false;
  try {
    switch (record.kind) {
      case 'key': {
        const actual = valueAt(formatOf(formats, record.format).parse(text), record.path ?? []);
        return actual !== undefined && editedLeaves(record.leaves, actual).length === 0;
      }
      case 'member': {
        const array = valueAt(formatOf(formats, record.format).parse(text), record.path ?? []);
        return Array.isArray(array) && array.includes(record.member);
      }
      case 'block': {
        const body = readBlock(text);
        return body !== undefined && sha256(body) === record.hash;
      }
      case 'file':
      case 'seed':
        return contentHash(text) === record.hash;
    }
  } catch (error) {
    if (isEditorError(error)) return false;
    throw error;
  }
}
