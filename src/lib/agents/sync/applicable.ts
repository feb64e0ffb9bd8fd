/** Whether a change set may be applied as it is, or somebody has to decide or to mend something first. */
import { maskSecrets } from '../../base/formats/mask.ts';
import { DecisionError, RefusedError } from '../../base/kernel/errors.ts';
import { type ChangeSet, conflictsOf, type Item, type Refusal } from '../changes/change-set.ts';

interface Terms {
  readonly keepGoing: boolean;
  /** Texts that must not be shown. */
  readonly secrets: readonly string[];
}

/** @throws DecisionError for conflicts that nobody decided; RefusedError for files that must not be edited. */
export function assertApplicable(set: ChangeSet, { keepGoing, secrets }: Terms): void {
  assertDecided(conflictsOf(set));
  if (!keepGoing) assertEditable(set.refusals, secrets);
}

function assertDecided(conflicts: readonly Item[]): void {
  const [first] = conflicts;
  if (!first) return;
  const what = {
    edited: 'you changed what nerve wrote',
    removed: 'you removed what nerve wrote',
    foreign: 'something that nerve did not write is in its place',
  }[first.reason ?? 'edited'];
  const more = conflicts.length > 1 ? ` (and ${conflicts.length - 1} more)` : '';
  throw new DecisionError(`${first.label} in ${first.file}: ${what}${more}. Nothing was changed`, {
    code: 'conflict',
    hint: 'look with --diff; then --conflict backup (take over, keep a copy), skip (leave it) or merge (yours wins)',
    data: { conflicts: conflicts.map(({ id, file, label, reason }) => ({ id, file, label, reason })) },
  });
}

/** @throws RefusedError for the first file that must be left alone, naming all of them in its data. */
export function assertEditable(refusals: readonly Refusal[], secrets: readonly string[] = []): void {
  const [first] = refusals;
  if (!first) return;
  const snippet = first.snippet && maskSecrets(first.snippet, secrets);
  const paste = snippet ? `\nTo do it by hand, paste this:\n\n${snippet}\n` : '';
  throw new RefusedError(`${describeRefusal(first)} Nothing was changed${paste}`, {
    code: first.code,
    hint: first.hint ?? 'mend the file, or use --keep-going to write the other files',
    data: { refusals: refusals.map(({ file, code, why }) => ({ file, code, why })) },
  });
}

function describeRefusal({ file, code, why }: Refusal): string {
  if (code === 'unparseable') return `${file} cannot be read by its own rules: ${why}.`;
  if (code === 'unsafe-edit') return `${file} cannot be edited safely: ${why}.`;
  return why.includes(file) ? why : `${file}: ${why}`;
}
