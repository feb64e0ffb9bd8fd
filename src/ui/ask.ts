/** Questions to a person. Callers make sure that somebody is there. */
import type { Item } from '../lib/agents/changes/change-set.ts';
import { type Paths, tildify } from '../lib/base/config/paths.ts';
import type { ConflictPolicy } from '../lib/base/config/settings.ts';
import { InterruptedError } from '../lib/base/kernel/interrupt.ts';

/** Yes or no; Enter means no. @throws InterruptedError on Ctrl-C. */
export async function askYesNo(message: string): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts');
  return interruptible(confirm({ message, default: false }, { output: process.stderr }));
}

/** What to do about each conflict. @throws InterruptedError on Ctrl-C. */
export async function askConflicts(
  conflicts: readonly Item[],
  paths: Paths,
): Promise<Map<string, ConflictPolicy>> {
  const { select } = await import('@inquirer/prompts');
  const answers = new Map<string, ConflictPolicy>();
  for (const item of conflicts) {
    const message = `${item.label} in ${tildify(item.file, paths.home)} is not as nerve left it`;
    const choices = [
      { name: 'leave it as it is', value: 'skip' as const },
      { name: 'take it over and keep a copy of yours', value: 'backup' as const },
      { name: 'merge, yours wins', value: 'merge' as const },
    ];
    answers.set(item.id, await interruptible(select({ message, choices }, { output: process.stderr })));
  }
  return answers;
}

async function interruptible<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') {
      throw new InterruptedError('Stopped; nothing was changed', { code: 'interrupted' });
    }
    throw error;
  }
}
