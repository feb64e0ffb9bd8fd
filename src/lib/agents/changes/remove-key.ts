/** Takes a key, or a member of an array, out of a shared TOML or JSON file again. Pure. */
import { overlay } from '../../base/formats/data.ts';
import type { KeyedFormat } from '../../base/formats/format.ts';
import { type Json, sameMeaning, valueAt } from '../../base/kernel/json.ts';
import { removeWithContainers } from './containers.ts';
import type { Evaluation, Situation } from './evaluation.ts';
import { editedLeaves, type Leaf, leafKey, leafPath, leavesOf, partBeside } from './leaves.ts';
import type { TargetRecord } from './ledger.ts';

/** Takes a key out, putting back what stood there before nerve. Throws what the format's editor throws. */
export function evaluateKeyRemoval(
  format: KeyedFormat,
  record: TargetRecord,
  situation: Situation,
): Evaluation {
  const path = record.path ?? [];
  const text = situation.text ?? '';
  const actual = valueAt(format.parse(text), path) as Json | undefined;
  if (actual === undefined) return { state: 'gone', text: situation.text, record: undefined };
  if (record.theirs) return { state: 'theirs', text: situation.text, record: undefined };
  const added = addedLeaves(record, actual);
  const theirs = added.filter((leaf) => !record.agentKeys?.includes(leaf.path[0] ?? ''));
  // What they put into our entry would be lost with it.
  const edited =
    editedLeaves(record.leaves, actual).length > 0 || (theirs.length > 0 && record.earlier === undefined);
  if (edited && situation.policy !== 'backup') {
    const state = situation.policy === 'ask' ? 'conflict' : 'skipped';
    return { state, reason: 'edited', text: situation.text, record };
  }
  const reason = edited ? { reason: 'edited' as const } : {};
  if (record.earlier !== undefined) {
    const back = withTheirs(record.earlier, record, actual);
    const restored = sameMeaning(actual, back) ? text : format.set(format.remove(text, path), path, back);
    return { state: 'restore', text: restored, record: undefined, ...reason };
  }
  const next = removeWithContainers(format, text, path, record.existingDepth ?? path.length - 1);
  return { state: 'remove', text: next, record: undefined, ...reason, ...noteOf(added.length) };
}

/** What stood there before nerve, with what they have put there since; what the agent itself writes goes with ours. */
function withTheirs(earlier: Json, { leaves, agentKeys = [] }: TargetRecord, actual: Json): Json {
  const ours = [...Object.keys(leaves ?? {}).map(leafPath), ...agentKeys.map((key) => [key])];
  const theirs = partBeside(actual, ours);
  return theirs === undefined ? earlier : overlay(earlier, theirs);
}

/** The leaves in our entry that nerve did not write. */
function addedLeaves(record: TargetRecord, actual: Json): Leaf[] {
  const known = new Set([...Object.keys(record.leaves ?? {}), ...(record.yielded ?? [])]);
  return leavesOf(actual).filter((leaf) => !known.has(leafKey(leaf.path)));
}

function noteOf(added: number): { note?: string } {
  if (added === 0) return {};
  return { note: added === 1 ? '1 more key in it goes along' : `${added} more keys in it go along` };
}

/** Takes a member out unless it was there before nerve. Throws what the format's editor throws. */
export function evaluateMemberRemoval(
  format: KeyedFormat,
  record: TargetRecord,
  situation: Situation,
): Evaluation {
  const path = record.path ?? [];
  const member = record.member ?? '';
  const text = situation.text ?? '';
  const array = valueAt(format.parse(text), path);
  if (!Array.isArray(array) || !array.includes(member)) {
    return { state: 'gone', text: situation.text, record: undefined };
  }
  if (record.theirs) return { state: 'theirs', text: situation.text, record: undefined };
  const depth = record.existingDepth ?? path.length;
  const next =
    depth < path.length && array.length === 1
      ? removeWithContainers(format, text, path, depth)
      : format.removeMember(text, path, member);
  return { state: 'remove', text: next, record: undefined };
}
