/** A run of the wizard as one command line. Pure. */
import { redact } from '../../base/kernel/redact.ts';
import type { Answers } from './answers.ts';

/** Flags that were on the command line of the wizard itself, by name; `true` for one without a value. */
export type GivenFlags = Readonly<Record<string, string | boolean | undefined>>;

/** `nerve init --yes …` that does the same without a question. Holds nothing that looks like a secret. */
export function equivalentCommand(answers: Answers, given: GivenFlags): string {
  const words = ['nerve', 'init', '--yes'];
  const value = (flag: string, text: string | undefined): void => {
    if (text && redact(`--${flag} ${text}`) === `--${flag} ${text}`) words.push(`--${flag}`, quote(text));
  };
  value('agents', answers.agents?.join(','));
  if (answers.import !== undefined) words.push(answers.import ? '--import' : '--no-import');
  if (answers.permissions !== 'keep') value('permissions', answers.permissions);
  value('name', answers.name);
  value('timezone', answers.timezone);
  if (answers.service !== undefined) words.push(answers.service ? '--service' : '--no-service');
  for (const [flag, text] of Object.entries(given)) {
    if (text === true) words.push(`--${flag}`);
    else if (typeof text === 'string') value(flag, text);
  }
  return words.join(' ');
}

/** A word as a POSIX shell reads it back. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
