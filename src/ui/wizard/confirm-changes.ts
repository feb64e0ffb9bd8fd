/** The last question of the wizard: the change set, its text on demand, and whether to write it. */
import type { Outcome } from '../../lib/agents/sync/change-agents.ts';
import { createAsker } from '../ask.ts';
import { printChanges, printDiff } from '../change-set.ts';
import type { Session } from '../session.ts';
import { terminalColumns } from '../width.ts';
import type { Asker, Option } from './asker.ts';

type Answer = 'write' | 'show' | 'stop';

const OPTIONS: readonly Option<Answer>[] = [
  { value: 'write', name: 'write all of it' },
  { value: 'show', name: 'show the text first' },
  { value: 'stop', name: 'write nothing' },
];

/** True to write; an empty change set needs no question. @throws InterruptedError on Ctrl-C. */
export async function confirmChanges(session: Session, asker: Asker, outcome: Outcome): Promise<boolean> {
  if (outcome.set.files.length === 0) return true;
  process.stderr.write(
    `${printChanges(outcome, session.paths, session.errStyle, terminalColumns(process.stderr))}\n\n`,
  );
  for (;;) {
    const answer = await asker.one('Write these files?', OPTIONS, 'write');
    if (answer !== 'show') return answer === 'write';
    process.stderr.write(`${await printDiff(outcome, session.paths, session.errStyle)}\n`);
  }
}

/** The same where no wizard has asked before. @throws InterruptedError on Ctrl-C. */
export async function confirmAlone(session: Session, outcome: Outcome): Promise<boolean> {
  return confirmChanges(session, await createAsker(session.env), outcome);
}
