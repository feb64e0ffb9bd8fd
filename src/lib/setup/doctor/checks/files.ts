/** Are agents' files as nerve wants them, and could a sync write what is not? */
import { conflictsOf, type Item } from '../../../agents/changes/change-set.ts';
import type { Outcome } from '../../../agents/sync/change-agents.ts';
import { syncAgents } from '../../../agents/sync/sync.ts';
import type { Check, Finding } from '../check.ts';
import type { Examination } from '../examination.ts';
import { capital, sentence } from '../sentence.ts';

const REASONS = {
  edited: 'you changed what nerve wrote',
  removed: 'you removed what nerve wrote',
  foreign: 'something that nerve did not write is in its place',
} as const;

export const filesCheck: Check = {
  id: 'files.sync',
  look: async (examination) => {
    if (!examination.context.config.exists || examination.agents.length === 0) return [];
    const outcome = await examination.plan();
    const findings = [
      ...outcome.set.refusals.map((refusal): Finding => {
        const file = examination.show(refusal.file);
        const message = sentence(
          `nerve does not dare to edit ${file}: ${refusal.why.replace(refusal.file, file)}`,
        );
        const fix = refusal.hint ?? `"\${EDITOR:-vi}" ${examination.word(refusal.file)}`;
        return { id: 'files.refused', subject: refusal.file, level: 'error', message, fix };
      }),
      ...conflictsOf(outcome.set).map((item) => conflict(examination, item)),
      ...outdated(examination, outcome),
    ];
    if (findings.length > 0) return findings;
    return [{ id: 'files.sync', level: 'ok', message: "All agents' files are as your workspace says." }];
  },
};

function conflict({ show }: Examination, { file, label, reason, id }: Item): Finding {
  return {
    id: 'files.conflict',
    subject: id,
    level: 'warn',
    message: `${capital(label)} in ${show(file)} needs your decision: ${REASONS[reason ?? 'edited']}.`,
    fix: 'nerve sync --diff, then: nerve sync --conflict backup|skip|merge',
  };
}

/** One finding for each agent that a sync would write to; the mend takes those that have nothing to decide. */
function outdated({ agents }: Examination, { set, newTokens }: Outcome): Finding[] {
  return agents.flatMap(({ agent }): Finding[] => {
    const { name, title } = agent;
    const items = set.files.flatMap((change) => change.items).filter((item) => item.owner === name);
    const count = new Set(items.map((item) => item.file)).size;
    const isStuck =
      conflictsOf(set).some((item) => item.owner === name) ||
      set.refusals.some((refusal) => refusal.owner === name);
    if (count === 0 && !newTokens.includes(name)) return [];
    const isNew = newTokens.includes(name);
    const parts = [
      ...(isNew ? ['make a new token'] : []),
      ...(count > 0 ? [`write ${count === 1 ? '1 file' : `${count} files`}`] : []),
    ];
    const message = `${title} is out of date: a sync would ${parts.join(' and ')}.`;
    const mend = {
      what: `the files of ${title}`,
      writesAgents: true,
      run: async (context: Parameters<typeof syncAgents>[0]) => {
        await syncAgents(context, { view: false, policy: 'ask', agents: [name], command: 'doctor' });
      },
    };
    return [
      {
        id: 'files.outdated',
        subject: name,
        level: 'info',
        message,
        fix: 'nerve sync',
        ...(isStuck ? {} : { mend }),
      },
    ];
  });
}
