/** Questions to a person. Callers make sure that somebody is there. */
import type { Item } from '../lib/agents/changes/change-set.ts';
import { type Paths, tildify } from '../lib/base/config/paths.ts';
import type { ConflictPolicy } from '../lib/base/config/settings.ts';
import type { Asker, Option } from './wizard/asker.ts';

/** Asks by redrawing lines, or, where a terminal cannot (`TERM=dumb`), line by line. */
export async function createAsker(env: { readonly TERM?: string | undefined }): Promise<Asker> {
  if (env.TERM === 'dumb') {
    const { createLineAsker } = await import('./wizard/line-asker.ts');
    return createLineAsker(process.stdin, process.stderr);
  }
  const { createPromptAsker } = await import('./wizard/prompt-asker.ts');
  return createPromptAsker(process.stderr);
}

/** Yes or no; Enter means no. @throws InterruptedError on Ctrl-C. */
export async function askYesNo(message: string): Promise<boolean> {
  return (await createAsker(process.env)).yesNo(message, false);
}

const CONFLICT_OPTIONS: readonly Option<ConflictPolicy>[] = [
  { name: 'leave it as it is', value: 'skip' },
  { name: 'take it over and keep a copy of yours', value: 'backup' },
  { name: 'merge, yours wins', value: 'merge' },
];

/** What to do about each conflict. @throws InterruptedError on Ctrl-C. */
export async function askConflicts(
  conflicts: readonly Item[],
  paths: Paths,
): Promise<Map<string, ConflictPolicy>> {
  const asker = await createAsker(process.env);
  const answers = new Map<string, ConflictPolicy>();
  for (const item of conflicts) {
    const message = `${item.label} in ${tildify(item.file, paths.home)} is not as nerve left it`;
    answers.set(item.id, await asker.one(message, CONFLICT_OPTIONS, 'skip'));
  }
  return answers;
}
