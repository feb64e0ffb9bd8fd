/** What nerve takes the terminal and the language of the user to be. */
import type { Check } from '../check.ts';

export const terminalCheck: Check = {
  id: 'system.terminal',
  look: ({ context: { env } }) => {
    const { stdout } = process;
    const width = stdout.isTTY ? `${stdout.columns} columns` : 'no terminal';
    const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    const message = `Output: ${width}, TERM ${env.TERM ?? 'not set'}; locale ${locale}; time zone ${timeZone}.`;
    return [{ id: 'system.terminal', level: 'info', message }];
  },
};
