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
  partAt,
} from './leaves.ts';
import type { TargetRecord } from './ledger.ts';
import type { KeyTarget } from './target.ts';

type Fresh = (extra?: Partial<TargetRecord>) => TargetRecord;

/** Brings a key to its wanted value. Pure; throws what the format's editor throws. */
export function evaluateKey(format: KeyedFormat, usual: KeyTarget, situation: Situation): Evaluation {
  const { record } = situation;
  const document = format.parse(situation.text ?? '');
  const actual = valueAt(document, usual.path) as Json | undefined;
  const target = adapted(usual, record, actual);
  const yielded = new Set(record?.yielded);
  const wanted = leavesOf(target.value).filter((leaf) => !yielded.has(leafKey(leaf.path)));
  const matches = hasLeaves(actual, wanted);
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
  if (!matches) {
    const whole = { leaves: leafHashes(usual.value) };
    return resolveForeign(format, usual, situation, actual, (extra) => fresh({ ...whole, ...extra }));
  }
  const origin =
    situation.adopt && target === usual
      ? { existingDepth: target.path.length - 1 }
      : { existingDepth: target.path.length, theirs: true };
  return { state: 'same', text: situation.text, record: fresh(origin) };
}

/**
 * What is wanted beside a value that nerve did not make: as it is, where it is that already; else adapted to theirs,
 * also after nerve has changed some of it.
 */
function adapted(target: KeyTarget, record: TargetRecord | undefined, actual: Json | undefined): KeyTarget {
  const isTheirs = !record || record.theirs || record.earlier !== undefined;
  if (!target.adapt || actual === undefined || !isTheirs) return target;
  return hasLeaves(actual, leavesOf(target.value)) ? target : { ...target, value: target.adapt(actual) };
}

function hasLeaves(actual: unknown, leaves: readonly Leaf[]): boolean {
  return leaves.every((leaf) => meaningHash(valueAt(actual, leaf.path)) === meaningHash(leaf.value));
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
  // Nerve never wrote it, so whatever else changed in it is theirs.
  if (record.theirs && matches) return asItIs(situation, record, wanted, fresh(keep));
  const edited = editedLeaves(record.leaves, actual).filter((path) => !isWanted(path, target.value, actual));
  const obsolete = obsoleteLeaves(record, wanted);
  // What stood there before nerve is theirs to get back, once nerve changes it. The rest stays where it is.
  const agents = (target.agentKeys ?? []).map((key) => [key]);
  const touched = [...leavesOf(target.value).map((leaf) => leaf.path), ...obsolete, ...agents];
  const earlier = record.theirs && actual !== undefined ? { earlier: partAt(actual, touched) } : {};
  const ours = { theirs: undefined, ...earlier };
  if (edited.length === 0) {
    if (matches && obsolete.every((path) => valueAt(actual, path) === undefined)) {
      return asItIs(situation, record, wanted, fresh(keep));
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

/** Nothing to write; the record says what is wanted now. */
function asItIs(
  { text }: Situation,
  record: TargetRecord,
  wanted: readonly Leaf[],
  next: TargetRecord,
): Evaluation {
  const current = sameMeaning(record.leaves, hashesOf(wanted));
  return { state: 'same', text, record: current ? record : { ...next, at: record.at } };
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
