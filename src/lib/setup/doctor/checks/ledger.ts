/** Does nerve know what it wrote, and was its last command finished? */
import { withChanges } from '../../../agents/changes/change-session.ts';
import { createStoreOnDemand, settleTokens } from '../../../agents/sync/agent-tokens.ts';
import type { Context } from '../../../base/config/context.ts';
import type { Check, Finding } from '../check.ts';

export const ledgerCheck: Check = {
  id: 'ledger.readable',
  look: ({ context, ledger, show, word }) => {
    const { system, paths } = context;
    if (!system.stat(paths.ledger)) return lostLedger(context, show(paths.ledger));
    const findings: Finding[] = [];
    try {
      const { targets, pending, tokens } = ledger();
      const parts = Object.keys(targets).length;
      const files = new Set(Object.values(targets).map((record) => record.file)).size;
      const message = `nerve remembers ${parts} parts that it wrote in ${files} files.`;
      findings.push({ id: 'ledger.readable', level: 'ok', message });
      if (pending)
        findings.push(unfinished(`\`nerve ${pending.command}\` of ${pending.at} was killed half way.`));
      if (tokens) findings.push(unsettled(Object.keys(tokens)));
      return findings;
    } catch {
      const file = word(paths.ledger);
      return [
        {
          id: 'ledger.readable',
          level: 'error',
          message: `${show(paths.ledger)} is damaged, or was written by a newer nerve.`,
          fix: `mv ${file} ${file}.bad && nerve sync`,
          code: 'unreadable-ledger',
        },
      ];
    }
  },
};

/** A sync finds out what is nerve's by comparing content. */
function lostLedger({ system, paths, config }: Context, shown: string): Finding[] {
  if (!system.stat(paths.launcher) || config.agents.length === 0) return [];
  const message = `${shown} is gone: nerve does not remember what it wrote.`;
  return [{ id: 'ledger.readable', level: 'warn', message, fix: 'nerve sync' }];
}

function unfinished(message: string): Finding {
  return {
    id: 'ledger.pending',
    level: 'warn',
    message,
    fix: 'nerve sync',
    mend: {
      what: 'what a killed command had left half done',
      // Opening a session under the lock is what undoes it.
      run: (context) => withChanges(context, 'doctor', async () => undefined),
    },
  };
}

function unsettled(agents: readonly string[]): Finding {
  return {
    id: 'ledger.tokens',
    level: 'warn',
    message: `A command was killed before the store heard of the tokens it wrote for ${agents.join(', ')}.`,
    fix: 'nerve sync',
    mend: {
      what: `the store's knowledge of the tokens of ${agents.join(', ')}`,
      run: (context) =>
        withChanges(context, 'doctor', async (session) => {
          const store = createStoreOnDemand(context);
          try {
            await settleTokens(context, session, store);
          } finally {
            await store.close();
          }
        }),
    },
  };
}
