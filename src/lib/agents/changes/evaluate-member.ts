/** Wanted, actual and last written state of one string in an array of a shared TOML or JSON file. */
import type { KeyedFormat } from '../../base/formats/format.ts';
import { valueAt } from '../../base/kernel/json.ts';
import { depthBeforeUs } from './containers.ts';
import type { Evaluation, Situation } from './evaluation.ts';
import type { TargetRecord } from './ledger.ts';
import type { MemberTarget } from './target.ts';

/** Brings the member into the array. Pure; throws what the format's editor throws. */
export function evaluateMember(format: KeyedFormat, target: MemberTarget, situation: Situation): Evaluation {
  const { record, text } = situation;
  const document = format.parse(text ?? '');
  const array = valueAt(document, target.path);
  const fresh = (extra: Partial<TargetRecord>): TargetRecord => ({
    id: target.id,
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
  const add = (): { text: string; record: TargetRecord } => ({
    text: format.addMember(text ?? '', target.path, target.member),
    record: fresh({
      existingDepth: depthBeforeUs(document, target.path, target.path.length, situation.neighbours),
    }),
  });
  if (Array.isArray(array) && array.includes(target.member)) {
    const origin = { existingDepth: target.path.length, ...(situation.adopt ? {} : { theirs: true }) };
    return { state: 'same', text, record: record ?? fresh(origin) };
  }
  if (!record) return { state: 'create', ...add() };
  const reason = 'removed';
  switch (situation.policy) {
    case 'ask':
      return { state: 'conflict', reason, text, record };
    case 'backup':
      return { state: 'take-over', reason, ...add() };
    // The user took it out: both keep their word by leaving it out.
    case 'skip':
    case 'merge':
      return { state: 'skipped', reason, text, record };
  }
}
