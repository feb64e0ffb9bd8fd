/** The evaluator of each kind of target, with the editor of its format. */
import { EditRefused, type KeyedFormat, UnparseableError } from '../../base/formats/format.ts';
import { BugError } from '../../base/kernel/errors.ts';
import { evaluateKey } from './evaluate-key.ts';
import { evaluateMember } from './evaluate-member.ts';
import { evaluateBlock, evaluateFile, evaluateSeed, evaluateTextRemoval } from './evaluate-text.ts';
import type { Evaluation, Situation } from './evaluation.ts';
import type { Formats } from './formats.ts';
import type { TargetRecord } from './ledger.ts';
import { evaluateKeyRemoval, evaluateMemberRemoval } from './remove-key.ts';
import type { SharedTarget } from './target.ts';

/** Brings a target into the text. Throws `EditRefused` or `UnparseableError`. */
export function evaluateTarget(
  formats: Formats,
  target: SharedTarget,
  situation: Situation,
  sidecarHash: string | undefined,
): Evaluation {
  switch (target.kind) {
    case 'key':
      return evaluateKey(formatOf(formats, target.format), target, situation);
    case 'member':
      return evaluateMember(formatOf(formats, target.format), target, situation);
    case 'block':
      return evaluateBlock(target, situation);
    case 'file':
      return evaluateFile(target, situation, sidecarHash);
    case 'seed':
      return evaluateSeed(target, situation);
  }
}

/** Takes a recorded target out of the text. Throws `EditRefused` or `UnparseableError`. */
export function evaluateRemoval(formats: Formats, record: TargetRecord, situation: Situation): Evaluation {
  if (situation.text === null) return { state: 'gone', text: null, record: undefined };
  if (record.kind === 'key') return evaluateKeyRemoval(formatOf(formats, record.format), record, situation);
  if (record.kind === 'member')
    return evaluateMemberRemoval(formatOf(formats, record.format), record, situation);
  return evaluateTextRemoval(record, situation);
}

export function formatOf(formats: Formats, name: 'toml' | 'jsonc' | undefined): KeyedFormat {
  const format = name ? formats[name] : undefined;
  if (!format) throw new BugError(`The editor for ${name} was not loaded`, { code: 'format-not-loaded' });
  return format;
}

/** Whether an error of an editor means that the file must be left alone. */
export function isEditorError(error: unknown): error is EditRefused | UnparseableError {
  return error instanceof EditRefused || error instanceof UnparseableError;
}
