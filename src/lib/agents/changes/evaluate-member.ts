/** Wanted, actual and last written state of one string in an array of a shared TOML or JSON file. */
import type { KeyedFormat } from '../../base/formats/format.ts';
import { isObject, valueAt } from '../../base/kernel/json.ts';
import { removeWithContainers } from './evaluate-key.ts';
import type { Evaluation, Situation } from './evaluation.ts';
import type { TargetRecord } from './ledger.ts';
import type { MemberTarget } from './target.ts';

/** Brings the member into the array. Pure; throws what the format's editor throws. */
export function evaluateMember(format: KeyedFormat, target: MemberTarget, situation: Situation): Evaluation {
  const text = situation.text ?? '';
  const document = format.parse(text);
  const there = hasMember(valueAt(document, target.path), target.member);
  const { record } = situation;
  const fresh = (extra: Partial<TargetRecord>): TargetRecord => ({
    owner: target.owner,
    kind: 'member',
    file: target.file,
    label: target.label,
    format: target.format,
    path: target.path,
    member: target.member,
    at: situation.at,
    ...extra,
  });
  if (there) {
    if (record?.member === target.member) return { state: 'same', text: situation.text, record };
    const depth = target.path.length;
    const kept = fresh({ existingDepth: depth, ...(situation.adopt ? {} : { theirs: true }) });
    return { state: 'same', text: situation.text, record: kept };
  }
  const add = (state: 'create' | 'take-over'): Evaluation => {
    let depth = 0;
    while (depth < target.path.length && valueAt(document, target.path.slice(0, depth + 1)) !== undefined) depth++;
    const next = format.addMember(text, target.path, target.member);
    return { state, text: next, record: fresh({ existingDepth: depth }), ...(record ? { reason: 'removed' as const } : {}) };
  };
  if (!record) return add('create');
  switch (situation.policy) {
    case 'ask':
      return { state: 'conflict', reason: 'removed', text: situation.text, record };
    case 'backup':
      return add('take-over');
    // The user took it out: both keep their word by leaving it out.
    case 'skip':
    case 'merge':
      return { state: 'skipped', reason: 'removed', text: situation.text, record };
  }
}

/** Takes the member out again unless it was there before nerve. Pure. */
export function evaluateMemberRemoval(format: KeyedFormat, record: TargetRecord, situation: Situation): Evaluation {
  const path = record.path ?? [];
  const member = record.member ?? '';
  const text = situation.text ?? '';
  const value = valueAt(format.parse(text), path);
  if (!hasMember(value, member)) return { state: 'gone', text: situation.text, record: undefined };
  if (record.theirs) return { state: 'theirs', text: situation.text, record: undefined };
  const depth = record.existingDepth ?? path.length;
  const alone = Array.isArray(value) && value.length === 1;
  const next =
    depth < path.length && alone
      ? removeWithContainers(format, text, path, depth)
      : format.removeMember(text, path, member);
  return { state: 'remove', text: next, record: undefined };
}

function hasMember(value: unknown, member: string): boolean {
  return Array.isArray(value) && !isObject(value) && value.includes(member);
}
