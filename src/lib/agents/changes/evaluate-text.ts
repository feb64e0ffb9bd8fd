/** Wanted, actual and last written state of our block in a Markdown file, and of whole files. */
import { normalizeBody, readBlock, removeBlock, setBlock } from '../../base/formats/markdown-block.ts';
import { merge3 } from '../../base/formats/merge.ts';
import { contentHash, isText } from '../../base/kernel/content.ts';
import type { ConflictReason, Evaluation, Situation } from './evaluation.ts';
import type { TargetRecord } from './ledger.ts';
import type { BlockTarget, FileTarget, SeedTarget } from './target.ts';

interface TextPart {
  readonly actual: string | undefined;
  readonly wanted: string;
  /** The file's text with the part set. */
  readonly put: (text: string) => string;
  readonly fresh: TargetRecord;
}

/** Brings the block between our markers to the wanted text. Pure; throws `EditRefused` for broken markers. */
export function evaluateBlock(target: BlockTarget, situation: Situation): Evaluation {
  const text = situation.text ?? '';
  const wanted = normalizeBody(target.text);
  return evaluateText(
    {
      actual: readBlock(text),
      wanted,
      put: (body) => setBlock(text, body),
      fresh: { ...identity(target, situation), kind: 'block', hash: contentHash(wanted) },
    },
    situation,
  );
}

/** Brings a whole file to the wanted text. Pure. */
export function evaluateFile(target: FileTarget, situation: Situation, sidecarHash?: string): Evaluation {
  const actual = situation.text ?? undefined;
  const fresh: TargetRecord = {
    ...identity(target, situation),
    kind: 'file',
    hash: contentHash(target.text),
    ...(target.sidecar ? { sidecar: true } : {}),
  };
  if (target.source !== undefined && target.source === situation.realPath) {
    const known = situation.record?.theirs && situation.record.hash === fresh.hash;
    const own = known ? situation.record : { ...fresh, theirs: true };
    return { state: 'theirs', text: situation.text, record: own };
  }
  // A lost ledger: the sidecar says that these bytes are ours.
  const ours = !situation.record && actual !== undefined && sidecarHash === contentHash(actual);
  const record = ours ? { ...fresh, hash: sidecarHash } : situation.record;
  return evaluateText({ actual, wanted: target.text, put: (body) => body, fresh }, { ...situation, record });
}

/** Makes the file if it was never made; never touches it again. Pure. */
export function evaluateSeed(target: SeedTarget, situation: Situation): Evaluation {
  const { record, text } = situation;
  if (record && !(target.again && text === null)) return { state: 'same', text, record };
  const fresh: TargetRecord = {
    ...identity(target, situation),
    kind: 'seed',
    hash: contentHash(target.text),
  };
  if (text === null) return { state: 'create', text: target.text, record: fresh };
  if (situation.adopt && text === target.text) return { state: 'same', text, record: fresh };
  return { state: 'theirs', text, record: undefined };
}

/** Takes our text out again. Pure. */
export function evaluateTextRemoval(record: TargetRecord, situation: Situation): Evaluation {
  const { text, policy } = situation;
  const actual = text === null ? undefined : record.kind === 'block' ? readBlock(text) : text;
  if (text === null || actual === undefined) return { state: 'gone', text, record: undefined };
  if (record.theirs) return { state: 'theirs', text, record: undefined };
  const edited = contentHash(actual) !== record.hash || record.base !== undefined;
  if (edited && record.kind === 'seed') return { state: 'theirs', text, record: undefined };
  if (edited && policy !== 'backup') {
    return { state: policy === 'ask' ? 'conflict' : 'skipped', reason: 'edited', text, record };
  }
  const next = record.kind === 'block' ? removeBlock(text) : null;
  return { state: 'remove', text: next, record: undefined, ...(edited ? { reason: 'edited' as const } : {}) };
}

function evaluateText(part: TextPart, situation: Situation): Evaluation {
  const { record, policy, text } = situation;
  const { actual, wanted, fresh } = part;
  const keep = [wanted];
  if (actual === wanted) {
    if (!record)
      return { state: 'same', text, record: situation.adopt ? fresh : { ...fresh, theirs: true }, keep };
    const current =
      record.hash === fresh.hash && record.sidecar === fresh.sidecar && record.base === undefined;
    const theirs = record.theirs ? { theirs: true } : {};
    return { state: 'same', text, record: current ? record : { ...fresh, ...theirs, at: record.at }, keep };
  }
  if (actual === undefined && !record)
    return { state: 'create', text: part.put(wanted), record: fresh, keep };
  const untouched = actual !== undefined && record?.hash === contentHash(actual);
  if (untouched && record?.base === fresh.hash) return { state: 'same', text, record };
  if (untouched && record?.base === undefined) {
    return { state: 'update', text: part.put(wanted), record: fresh, keep };
  }
  const reason: ConflictReason = actual === undefined ? 'removed' : record ? 'edited' : 'foreign';
  if (policy === 'ask') return { state: 'conflict', reason, text, record };
  if (policy === 'skip') return { state: 'skipped', reason, text, record };
  if (policy === 'backup') return { state: 'take-over', reason, text: part.put(wanted), record: fresh, keep };
  return mergeText(part, situation, reason);
}

/** Three-way merge with what nerve last wanted as the base. Unresolved stays a conflict. */
function mergeText(part: TextPart, situation: Situation, reason: ConflictReason): Evaluation {
  const { record, text } = situation;
  const baseHash = record?.base ?? record?.hash;
  const base = baseHash ? situation.blob(baseHash) : undefined;
  const unresolved: Evaluation = { state: 'conflict', reason, text, record };
  if (base === undefined || part.actual === undefined) return unresolved;
  if (![base, part.wanted, part.actual].every(isText)) return unresolved;
  const merged = merge3(base, part.wanted, part.actual);
  if (merged.conflicts > 0) return unresolved;
  const mergedRecord = { ...part.fresh, hash: contentHash(merged.text), base: contentHash(part.wanted) };
  const state = merged.text === part.actual ? 'same' : 'merge';
  return { state, text: part.put(merged.text), record: mergedRecord, keep: [part.wanted] };
}

function identity(
  target: BlockTarget | FileTarget | SeedTarget,
  situation: Situation,
): Pick<TargetRecord, 'id' | 'owner' | 'file' | 'label' | 'at'> {
  return { id: target.id, owner: target.owner, file: target.file, label: target.label, at: situation.at };
}
