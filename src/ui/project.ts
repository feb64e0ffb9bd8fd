/** What the commands with `--project` share. */
import { join } from 'node:path';
import * as Flags from '@oclif/core/flags';

export const projectFlags = {
  project: Flags.string({
    helpValue: 'DIR',
    description: 'Only what nerve writes in this repository; your own files stay as they are.',
  }),
};

/** The files that `--project DIR` lets nerve write in this run. */
export async function projectFilesIn(project: unknown): Promise<string[]> {
  if (typeof project !== 'string') return [];
  const { projectFiles } = await import('../lib/agents/sync/project-targets.ts');
  return projectFiles().map((file) => join(project, file));
}
