/** A wizard from its first question to its end: what `nerve init` needs of it. */
import type { Outcome } from '../../lib/agents/sync/change-agents.ts';
import type { Memories } from '../../lib/setup/import-memory.ts';
import type { Answers } from '../../lib/setup/wizard/answers.ts';
import { equivalentCommand, type GivenFlags } from '../../lib/setup/wizard/command-line.ts';
import { forgetAnswers } from '../../lib/setup/wizard/resume.ts';
import type { Session } from '../session.ts';
import { confirmChanges } from './confirm-changes.ts';
import { runWizard, withHint } from './run-wizard.ts';

export interface StartedWizard {
  readonly answers: Answers;
  readonly memories: Memories;
  /** The same run without questions. */
  readonly command: string;
  readonly confirm: (outcome: Outcome) => Promise<boolean>;
  /** Everything is written, or the user decided to write nothing: the answers are no longer needed. */
  end(): void;
}

/** Asks everything but the last question. @throws InterruptedError on Ctrl-C. */
export async function startWizard(
  session: Session,
  given: Answers,
  flags: GivenFlags,
): Promise<StartedWizard> {
  const { asker, answers, memories } = await runWizard(session, given);
  return {
    answers,
    memories,
    command: equivalentCommand(answers, flags),
    confirm: (outcome) =>
      confirmChanges(session, asker, outcome).catch((error) => {
        throw withHint(session, error);
      }),
    end: () => forgetAnswers(session),
  };
}
