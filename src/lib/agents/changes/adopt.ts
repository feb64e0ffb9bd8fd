/**
 * A lost ledger, rebuilt by comparing content: if putting nerve's parts into some text (a backup that is left, or no
 * file at all) gives exactly the file as it is, or another backup, then that text is what stood there before nerve.
 */
import { contentHash } from '../../base/kernel/content.ts';
import { evaluateTarget, isEditorError } from './evaluate.ts';
import type { FileContext, FileRequest } from './file-request.ts';
import type { FileRecord, TargetRecord } from './ledger.ts';
import type { SharedTarget } from './target.ts';

export interface Adopted {
  readonly records: Readonly<Record<string, TargetRecord>>;
  readonly fileRecord: FileRecord;
}

/**
 * The records of a file as they must have been; undefined when the ledger knows the file, was not lost, or nothing
 * explains the file exactly. What is then as wanted is still adopted, target by target.
 */
export function adoptFile(
  request: FileRequest,
  original: string | null,
  context: FileContext,
): Adopted | undefined {
  const { wanted, current } = request;
  if (original === null || !current || wanted.length === 0 || Object.keys(request.records).length > 0)
    return undefined;
  if (!wanted.every((target) => context.adopt(target.owner) && target.kind !== 'seed')) return undefined;
  const backups = context.backups();
  for (const pristine of [...backups, null]) {
    const made = makeIn(pristine, wanted, context);
    // In a backup: nerve left the file like that, and somebody edited it since.
    if (!made || !(made.text === original || backups.includes(made.text))) continue;
    const { mode } = current;
    return {
      records: made.records,
      // The mode from before is lost; it stays as it is.
      fileRecord: {
        pristine: pristine === null ? null : contentHash(pristine),
        pristineMode: mode,
        written: contentHash(made.text),
        mode,
      },
    };
  }
  return undefined;
}

interface Made {
  readonly text: string;
  readonly records: Readonly<Record<string, TargetRecord>>;
}

/** The text and the records that making every target in `pristine` gives; undefined if nerve was in it already. */
function makeIn(
  pristine: string | null,
  wanted: readonly SharedTarget[],
  context: FileContext,
): Made | undefined {
  const records: Record<string, TargetRecord> = {};
  let text = pristine;
  try {
    for (const target of wanted) {
      const evaluation = evaluateTarget(
        context.formats,
        target,
        {
          text,
          record: undefined,
          neighbours: Object.values(records),
          policy: 'ask',
          at: context.at,
          adopt: false,
          blob: context.blob,
        },
        undefined,
      );
      // A value that was there before nerve explains nothing, and stands in no way.
      if (evaluation.state === 'theirs') continue;
      if (!evaluation.record || !(evaluation.state === 'create' || evaluation.record.theirs))
        return undefined;
      text = evaluation.text;
      records[target.id] = evaluation.record;
    }
  } catch (error) {
    if (isEditorError(error)) return undefined;
    throw error;
  }
  const isOurs = Object.values(records).some((record) => !record.theirs);
  return isOurs && text !== null ? { text, records } : undefined;
}
