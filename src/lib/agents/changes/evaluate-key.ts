/** Wanted, actual and last written state of a key in a shared TOML or JSON file. */
import type { KeyedFormat } from '../../base/formats/format.ts';
import { isObject, type Json, sameMeaning, valueAt } from '../../base/kernel/json.ts';
import type { Evaluation, Situation } from './evaluation.ts';
import { hashesOf, type Leaf, leafHashes, leafKey, leafPath, leavesOf, meaningHash } from './leaves.ts';
import type { TargetRecord } from './ledger.ts';
import type { KeyTarget } from './target.ts';

/** Brings a key to its wanted value. Pure; throws what the format's editor throws. */
export function evaluateKey(format: KeyedFormat, target: KeyTarget, situation: Situation): Evaluation {
  const text = situation.text ?? '';
  const document = format.parse(text);
  const actual = valueAt(document, target.path);
  const { record } = situation;
  const yielded = new Set(record?.yielded);
  const wanted = leavesOf(target.value).filter((leaf) => !yielded.has(leafKey(leaf.path)));
  const matches = wanted.every((leaf) => meaningHash(valueAt(actual, leaf.path)) === meaningHash(leaf.value));
  const fresh = (extra: Partial<TargetRecord> = {}): TargetRecord => ({
    owner: target.owner,
    kind: 'key',
    file: target.file,
    label: target.label,
    format: target.format,
    path: target.path,
    ...(target.lock ? { lock: target.lock } : {}),
    leaves: hashesOf(wanted),
    existingDepth: depthOf(document, target.path),
    at: situation.at,
    ...extra,
  });
  const unchanged = { text: situation.text, record };

  if (!record) {
    if (actual === undefined) {
      return { state: 'create', text: format.set(text, target.path, target.value), record: fresh() };
    }
    if (target.ifAbsent && !(matches && situation.adopt)) return { state: 'theirs', ...unchanged };
    if (matches) {
      const depth = target.path.length - 1;
      return { state: 'same', text: situation.text, record: fresh({ existingDepth: depth }) };
    }
    return resolveForeign(format, target, situation, actual as Json, fresh);
  }

  const keep = {
    existingDepth: record.existingDepth ?? target.path.length - 1,
    ...(record.earlier === undefined ? {} : { earlier: record.earlier }),
    ...(record.yielded === undefined ? {} : { yielded: record.yielded }),
  };
  const edited = editedLeaves(record, actual).filter((path) => !isWanted(path, target.value, actual));
  if (edited.length === 0) {
    const obsolete = obsoleteLeaves(record, wanted);
    if (matches && obsolete.every((path) => valueAt(actual, path) === undefined)) {
      const current = sameMeaning(record.leaves, hashesOf(wanted));
      return { state: 'same', text: situation.text, record: current ? record : fresh({ ...keep, at: record.at }) };
    }
    const cleared = removeLeaves(format, text, target.path, obsolete);
    return { state: 'update', text: setLeaves(format, cleared, target.path, wanted), record: fresh(keep) };
  }
  if (target.ifAbsent) return { state: 'theirs', text: situation.text, record: undefined };
  const reason = actual === undefined ? 'removed' : 'edited';
  switch (situation.policy) {
    case 'ask':
      return { state: 'conflict', reason, ...unchanged };
    case 'skip':
      return { state: 'skipped', reason, ...unchanged };
    case 'backup': {
      const cleared = removeLeaves(format, text, target.path, obsoleteLeaves(record, wanted));
      const all = { leaves: leafHashes(target.value), yielded: undefined };
      const next = format.set(cleared, target.path, target.value);
      return { state: 'take-over', reason, text: next, record: fresh({ ...keep, ...all }) };
    }
    case 'merge':
      return mergeLeaves(format, target, situation, [...edited, ...[...yielded].map(leafPath)], fresh(keep));
  }
}

/** Takes a key out again, putting back what stood there before nerve. Pure. */
export function evaluateKeyRemoval(format: KeyedFormat, record: TargetRecord, situation: Situation): Evaluation {
  const path = record.path ?? [];
  const text = situation.text ?? '';
  const actual = valueAt(format.parse(text), path);
  if (actual === undefined) return { state: 'gone', text: situation.text, record: undefined };
  const edited = editedLeaves(record, actual);
  if (edited.length > 0 && situation.policy !== 'backup') {
    const state = situation.policy === 'ask' ? 'conflict' : 'skipped';
    return { state, reason: 'edited', text: situation.text, record };
  }
  if (record.earlier !== undefined) {
    const restored = format.set(format.remove(text, path), path, record.earlier);
    return { state: 'restore', text: restored, record: undefined };
  }
  const extra = leavesOf(actual as Json).filter((leaf) => record.leaves?.[leafKey(leaf.path)] === undefined).length;
  const note = extra > 0 ? `${extra} more ${extra === 1 ? 'key' : 'keys'} in it ${extra === 1 ? 'goes' : 'go'} along` : undefined;
  return {
    state: 'remove',
    text: removeWithContainers(format, text, path, record.existingDepth ?? path.length - 1),
    record: undefined,
    ...(note ? { note } : {}),
  };
}

/** Removes a key and those of its containers that nerve made and that hold nothing else. */
export function removeWithContainers(
  format: KeyedFormat,
  text: string,
  path: readonly string[],
  existingDepth: number,
): string {
  const document = format.parse(text);
  for (let depth = existingDepth + 1; depth < path.length; depth++) {
    const container = path.slice(0, depth);
    const alone = path.slice(depth).every((_, index) => {
      const value = valueAt(document, path.slice(0, depth + index));
      return isObject(value) && Object.keys(value).length === 1;
    });
    if (alone) return format.remove(text, container);
  }
  return format.remove(text, path);
}

function resolveForeign(
  format: KeyedFormat,
  target: KeyTarget,
  situation: Situation,
  actual: Json,
  fresh: (extra: Partial<TargetRecord>) => TargetRecord,
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
      return mergeLeaves(format, target, situation, taken.map((leaf) => leaf.path), record);
    }
  }
}

/** Sets every wanted leaf that the user did not touch, and remembers those that the user won. */
function mergeLeaves(
  format: KeyedFormat,
  target: KeyTarget,
  situation: Situation,
  theirs: readonly (readonly string[])[],
  record: TargetRecord,
): Evaluation {
  const won = new Set(theirs.map(leafKey));
  const ours = leavesOf(target.value).filter((leaf) => !won.has(leafKey(leaf.path)));
  const text = setLeaves(format, situation.text ?? '', target.path, ours);
  const note = `${won.size} ${won.size === 1 ? 'value' : 'values'} of yours kept`;
  const state = text === situation.text ? 'same' : 'merge';
  return { state, text, record: { ...record, leaves: hashesOf(ours), yielded: [...won] }, note };
}

function setLeaves(format: KeyedFormat, text: string, base: readonly string[], leaves: readonly Leaf[]): string {
  return leaves.reduce((next, leaf) => format.set(next, [...base, ...leaf.path], leaf.value), text);
}

/** The leaves that nerve wrote and that are not like that any more. */
function editedLeaves(record: TargetRecord, actual: unknown): string[][] {
  return Object.entries(record.leaves ?? {})
    .filter(([key, hash]) => meaningHash(valueAt(actual, leafPath(key))) !== hash)
    .map(([key]) => leafPath(key));
}

/** The user made the very change that nerve wants: no conflict. */
function isWanted(path: readonly string[], wanted: Json, actual: unknown): boolean {
  const value = valueAt(wanted, path);
  return actual !== undefined && meaningHash(value) === meaningHash(valueAt(actual, path));
}

function obsoleteLeaves(record: TargetRecord, wanted: readonly { path: readonly string[] }[]): string[][] {
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
  let next = text;
  for (const leaf of leaves) {
    if (leaf.length === 0) continue;
    next = removeWithContainers(format, next, [...base, ...leaf], base.length);
  }
  return next;
}

/** How many steps of `path` exist in the document, at most all but the last. */
function depthOf(document: unknown, path: readonly string[]): number {
  let depth = 0;
  while (depth < path.length - 1 && isObject(valueAt(document, path.slice(0, depth + 1)))) depth++;
  return depth;
}
