/** Are there secrets in the workspace? */
import { resolve } from 'node:path';
import type { Check, Finding } from '../check.ts';

export const secretsCheck: Check = {
  id: 'workspace.secrets',
  look: async ({ context, scan, show, word }) => {
    const { config } = context;
    const isRefused = config.text('secrets.in_workspace') === 'refuse';
    const findings: Finding[] = [];
    const scanned = await scan();
    for (const [name, { secrets }] of scanned) {
      const [first] = secrets;
      if (!first) continue;
      const path = resolve(config.text('workspace'), name);
      const more = secrets.length > 1 ? ` and ${secrets.length - 1} more` : '';
      const what = isRefused ? 'so no sync can run' : 'which is left out of every bundle';
      findings.push({
        id: 'workspace.secrets',
        subject: name,
        level: isRefused ? 'error' : 'warn',
        code: 'secret-in-workspace',
        message: `${show(path)} holds a secret in line ${first.line} (${first.kind})${more}, ${what}.`,
        fix: `"\${EDITOR:-vi}" +${first.line} ${word(path)}`,
      });
    }
    if (findings.length > 0 || scanned.size === 0) return findings;
    return [{ id: 'workspace.secrets', level: 'ok', message: 'No secret was found in the workspace.' }];
  },
};
