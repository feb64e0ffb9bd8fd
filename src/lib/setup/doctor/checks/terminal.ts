/** What nerve takes the terminal and the language of the user to be. */
import type { Check } from '../check.ts';

export const terminalCheck: Check = {
  id: 'system.terminal',
  look: ({ context: { env } }) => {
    const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'not set';
    const { stdout } = process;
    const width = stdout.isTTY ? `${stdout.columns} columns` : 'no terminal';
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const message = `Output: ${width}, TERM ${env.TERM ?? 'not set'}; locale ${locale}; time zone ${zone}.`;
    return [{ id: 'system.terminal', level: 'info', message }];
  },
};
