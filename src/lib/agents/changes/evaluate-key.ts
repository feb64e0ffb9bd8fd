/** Wanted, actual and last written state of a key in a shared TOML or JSON file. */
import type { KeyedFormat } from '../../base/formats/format.ts';
import { type Json, sameMeaning, valueAt } from '../../base/kernel/json.ts';
import { depthBeforeUs, removeWithContainers } from './containers.ts';
import type { Evaluation, Situation } from './evaluation.ts';
import {
  editedLeaves,
  hashesOf,
  type Leaf,
  leafHashes,
  leafKey,
  leafPath,
  leavesOf,
  meaningHash,
} from './leaves.ts';
import type { TargetRecord } from './ledger.ts';
import type { KeyTarget } from './target.ts';

type Fresh = (extra?: Partial<TargetRecord>) => TargetRecord;

/** Brings a key to its wanted value. Pure; throws what the format's editor throws. */
export function evaluateKey(format: KeyedFormat, target: KeyTarget, situation: Situation): Evaluation {
  const { record } = situation;
  const document = format.parse(situation.text ?? '');
  const actual = valueAt(document, target.path) as Json | undefined;
  const yielded = new Set(record?.yielded);
  const wanted = leavesOf(target.value).filter((leaf) => !yielded.has(leafKey(leaf.path)));
  const matches = wanted.every((leaf) => meaningHash(valueAt(actual, leaf.path)) === meaningHash(leaf.value));
  const fresh: Fresh = (extra = {}) => ({
    id: target.id,
    owner: target.owner,
    kind: 'key',
    file: target.file,
    label: target.label,
    format: target.format,
    path: target.path,
    ...(target.lock ? { lock: target.lock } : {}),
    ...(target.agentKeys ? { agentKeys: target.agentKeys } : {}),
    leaves: hashesOf(wanted),
    existingDepth: depthBeforeUs(document, target.path, target.path.length - 1, situation.neighbours),
    at: situation.at,
    ...extra,
  });
  if (record)
    return evaluateKnown(format, target, { ...situation, record }, { actual, wanted, matches, fresh });
  if (actual === undefined) {
    return {
      state: 'create',
      text: format.set(situation.text ?? '', target.path, target.value),
      record: fresh(),
    };
  }
  if (target.ifAbsent) return { state: 'theirs', text: situation.text, record: undefined };
  if (!matches) return resolveForeign(format, target, situation, actual, fresh);
  const origin = situation.adopt
    ? { existingDepth: target.path.length - 1 }
    : { existingDepth: target.path.length, theirs: true };
  return { state: 'same', text: situation.text, record: fresh(origin) };
}

interface Known {
  readonly actual: Json | undefined;
  /** The leaves that nerve wants, less those that the user won. */
  readonly wanted: readonly Leaf[];
  readonly matches: boolean;
  readonly fresh: Fresh;
}

function evaluateKnown(
  format: KeyedFormat,
  target: KeyTarget,
  situation: Situation & { readonly record: TargetRecord },
  { actual, wanted, matches, fresh }: Known,
): Evaluation {
  const { record } = situation;
  const text = situation.text ?? '';
  const keep = keptFacts(record, target);
  const edited = editedLeaves(record.leaves, actual).filter((path) => !isWanted(path, target.value, actual));
  const obsolete = obsoleteLeaves(record, wanted);
  // What stood there before nerve is theirs to get back, once nerve changes it.
  const earlier = record.theirs && actual !== undefined ? { earlier: actual } : {};
  const ours = { theirs: undefined, ...earlier };
  if (edited.length === 0) {
    if (matches && obsolete.every((path) => valueAt(actual, path) === undefined)) {
      const current = sameMeaning(record.leaves, hashesOf(wanted));
      return {
        state: 'same',
        text: situation.text,
        record: current ? record : fresh({ ...keep, at: record.at }),
      };
    }
    const cleared = removeLeaves(format, text, target.path, obsolete);
    const next = setLeaves(format, cleared, target.path, wanted);
    return { state: 'update', text: next, record: fresh({ ...keep, ...ours }) };
  }
  // Their own value is theirs; that they took ours away is remembered, or the next sync would put it back.
  if (target.ifAbsent) {
    return { state: 'theirs', text: situation.text, record: actual === undefined ? record : undefined };
  }
  const reason = actual === undefined ? 'removed' : 'edited';
  switch (situation.policy) {
    case 'ask':
      return { state: 'conflict', reason, text: situation.text, record };
    case 'skip':
      return { state: 'skipped', reason, text: situation.text, record };
    case 'backup': {
      const cleared = removeLeaves(format, text, target.path, obsolete);
      const all = { leaves: leafHashes(target.value), yielded: undefined };
      const next = format.set(cleared, target.path, target.value);
      return { state: 'take-over', reason, text: next, record: fresh({ ...keep, ...ours, ...all }) };
    }
    case 'merge': {
      const theirs = [...edited, ...(record.yielded ?? []).map(leafPath)];
      return mergeLeaves(format, target, situation.text, theirs, fresh({ ...keep, ...ours }));
    }
  }
}

/** What stays true of a target when it is written again. */
function keptFacts(record: TargetRecord, target: KeyTarget): Partial<TargetRecord> {
  return {
    existingDepth: record.existingDepth ?? target.path.length - 1,
    ...(record.earlier === undefined ? {} : { earlier: record.earlier }),
    ...(record.yielded === undefined ? {} : { yielded: record.yielded }),
    ...(record.theirs === undefined ? {} : { theirs: record.theirs }),
  };
}

function resolveForeign(
  format: KeyedFormat,
  target: KeyTarget,
  situation: Situation,
  actual: Json,
  fresh: Fresh,
): Evaluation {
  const text = situation.text ?? '';
  switch (situation.policy) {
    case 'ask':
      return { state: 'conflict', reason: 'foreign', text: situation.text, record: undefined };
    case 'skip':
      return { state: 'skipped', reason: 'foreign', text: situation.text, record: undefined };
    case 'backup': {
      // Replaced whole: half of theirs and half of ours could be an entry that the agent refuses.
      const next = format.set(format.remove(text, target.path), target.path, target.value);
      const record = fresh({ earlier: actual, existingDepth: target.path.length });
      return { state: 'take-over', reason: 'foreign', text: next, record };
    }
    case 'merge': {
      const taken = leavesOf(target.value).filter((leaf) => valueAt(actual, leaf.path) !== undefined);
      const record = fresh({ earlier: actual, existingDepth: target.path.length });
      return mergeLeaves(
        format,
        target,
        situation.text,
        taken.map((leaf) => leaf.path),
        record,
      );
    }
  }
}

/** Sets every wanted leaf that the user did not touch, and remembers those that the user won. */
function mergeLeaves(
  format: KeyedFormat,
  target: KeyTarget,
  before: string | null,
  theirs: readonly (readonly string[])[],
  record: TargetRecord,
): Evaluation {
  const won = new Set(theirs.map(leafKey));
  const ours = leavesOf(target.value).filter((leaf) => !won.has(leafKey(leaf.path)));
  const text = setLeaves(format, before ?? '', target.path, ours);
  const note = `${won.size} ${won.size === 1 ? 'value' : 'values'} of yours kept`;
  const state = text === before ? 'same' : 'merge';
  return { state, text, record: { ...record, leaves: hashesOf(ours), yielded: [...won] }, note };
}

function setLeaves(
  format: KeyedFormat,
  text: string,
  base: readonly string[],
  leaves: readonly Leaf[],
): string {
  return leaves.reduce((next, leaf) => format.set(next, [...base, ...leaf.path], leaf.value), text);
}

/** The user made the very change that nerve wants: no conflict. */
function isWanted(path: readonly string[], wanted: Json, actual: unknown): boolean {
  const value = valueAt(wanted, path);
  return actual !== undefined && meaningHash(value) === meaningHash(valueAt(actual, path));
}

function obsoleteLeaves(record: TargetRecord, wanted: readonly Leaf[]): string[][] {
  const still = new Set(wanted.map((leaf) => leafKey(leaf.path)));
  return Object.keys(record.leaves ?? {})
    .filter((key) => !still.has(key))
    .map(leafPath);
}

/** Removes leaves, and tables that hold nothing but removed leaves. */
function removeLeaves(
  format: KeyedFormat,
  text: string,
  base: readonly string[],
  leaves: readonly (readonly string[])[],
): string {
  return leaves
    .filter((leaf) => leaf.length > 0)
    .reduce((next, leaf) => removeWithContainers(format, next, [...base, ...leaf], base.length), text);
}
