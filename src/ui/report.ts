/** The result of a command that changes agents' files. */
import type { Outcome } from '../lib/agents/sync/change-agents.ts';
import { tildify } from '../lib/base/config/paths.ts';
import { changesAsData, printChanges, printDiff, summarise } from './change-set.ts';
import type { Result, Session } from './session.ts';
import { terminalColumns } from './width.ts';

export interface ReportOptions {
  readonly view: boolean;
  readonly diff: boolean;
  readonly exit?: number;
  /** The command that takes it back. */
  readonly undo?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

const SEE_TEXT = ' --diff shows the text.';

/** What changed, what needs a decision, where the copies are and how to undo. */
export async function reportChanges(
  session: Session,
  outcome: Outcome,
  options: ReportOptions,
): Promise<Result> {
  const { paths, style } = session;
  const lines: string[] = [];
  const changes = options.diff
    ? await printDiff(outcome, paths, style)
    : printChanges(outcome, paths, style, terminalColumns(process.stdout));
  if (changes !== '') lines.push(changes);
  const summary = summarise(outcome.set);
  if (summary === '') lines.push(changes === '' ? 'Nothing to change.' : 'Nothing else to change.');
  else if (options.view)
    lines.push('', `Would be: ${summary}. Nothing was written.${options.diff ? '' : SEE_TEXT}`);
  else if (outcome.applied) {
    lines.push('', `${summary}. Copies of what stood there: ${tildify(paths.backups, paths.home)}`);
    if (options.undo) lines.push(`Undo: ${options.undo}`);
  } else lines.push('', 'Nothing was written.');
  return {
    data: { ...changesAsData(outcome, paths), ...options.data },
    text: lines.join('\n'),
    warnings: warningsOf(outcome),
    ...(options.exit === undefined ? {} : { exit: options.exit }),
  };
}

function warningsOf(outcome: Outcome): string[] {
  const { recovered } = outcome;
  const warnings = [...outcome.notices];
  if (recovered) {
    warnings.unshift(
      `\`nerve ${recovered.command}\` of ${recovered.at} was killed; its half-done changes were undone`,
    );
    for (const file of recovered.left)
      warnings.unshift(`${file} was changed since by somebody else and left as it is`);
  }
  if (outcome.unfinished)
    warnings.unshift('an earlier command was killed; the next one that writes undoes it first');
  return warnings;
}
