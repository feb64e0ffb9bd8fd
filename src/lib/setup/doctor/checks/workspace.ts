/** Is the workspace there, and can every file in it be read? */
import type { Check, Finding } from '../check.ts';

export const workspaceCheck: Check = {
  id: 'workspace.folder',
  look: async ({ context, agents, show, workspace }) => {
    const folder = context.config.text('workspace');
    const shown = show(folder);
    const stat = context.system.stat(folder);
    if (!stat && agents.length === 0) return [];
    if (stat?.kind !== 'directory') {
      const what = stat ? 'is no folder' : 'is not there';
      return [
        {
          id: 'workspace.folder',
          level: 'error',
          code: 'no-workspace',
          message: `The workspace ${shown} ${what}, so no memory can be rendered.`,
          fix: stat ? 'nerve config set workspace FOLDER' : 'bring the folder back, or: nerve init',
        },
      ];
    }
    // Throws what is wrong with the first file that cannot be used.
    const { parts } = await workspace();
    const finding: Finding =
      parts.length > 0
        ? {
            id: 'workspace.folder',
            level: 'ok',
            message: `${shown} has ${parts.length} identity ${parts.length === 1 ? 'file' : 'files'}.`,
          }
        : {
            id: 'workspace.folder',
            level: 'warn',
            message: `${shown} has no identity file, so every bundle is empty.`,
            fix: 'nerve init',
          };
    return [finding];
  },
};
