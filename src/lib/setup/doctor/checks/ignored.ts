/** Would git take private `*.local.md` files of the workspace along? */
import { dirname, join } from 'node:path';
import type { System } from '../../../base/system/system.ts';
import type { Check, Finding } from '../check.ts';
import type { Examination } from '../examination.ts';

const TIMEOUT_MS = 5000;

export const ignoredCheck: Check = {
  id: 'workspace.ignored',
  look: async (examination) => {
    const { context, show } = examination;
    const folder = context.config.text('workspace');
    if (context.system.stat(folder)?.kind !== 'directory') return [];
    const names = context.system.list(folder).map((entry) => entry.name);
    const local = names.filter((name) => /\.local\.md$/i.test(name));
    const repository = repositoryOf(context.system, context.system.resolve(folder));
    if (local.length === 0 || repository === undefined) return [];
    const findings: Finding[] = [];
    for (const name of local) findings.push(...(await lookAt(examination, folder, name)));
    if (findings.length > 0) return findings;
    const message = `git ignores the private files of ${show(folder)}.`;
    return [{ id: 'workspace.ignored', level: 'ok', message }];
  },
};

async function lookAt(
  { context, show, word }: Examination,
  folder: string,
  name: string,
): Promise<Finding[]> {
  const { system, env } = context;
  const git = system.which('git', env);
  if (!git) return [];
  // Without its file system monitor git runs no program that the repository names.
  const words = ['-c', 'core.fsmonitor=false', 'check-ignore', '--quiet', '--', name];
  const { code } = await system.run(git, words, { cwd: folder, env, timeout: TIMEOUT_MS });
  if (code !== 1) return [];
  return [
    {
      id: 'workspace.ignored',
      subject: name,
      level: 'warn',
      message: `${show(join(folder, name))} is private, but git does not ignore it.`,
      fix: `echo '*.local.md' >> ${word(join(folder, '.gitignore'))}; git -C ${word(folder)} rm --cached --ignore-unmatch --quiet -- ${word(name)}`,
    },
  ];
}

/** The nearest folder with a `.git`, from a canonical folder upwards. */
function repositoryOf(system: System, folder: string): string | undefined {
  for (let here = folder; ; here = dirname(here)) {
    if (system.stat(join(here, '.git'))) return here;
    if (dirname(here) === here) return undefined;
  }
}
