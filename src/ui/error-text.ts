/** An error as people read it. */
import type { NerveError } from '../lib/base/kernel/errors.ts';
import type { Style } from './style.ts';

/** What is wrong, and on a second line what to do, each ended by a line feed. */
export function errorText({ message, hint }: NerveError, style: Style): string {
  const lines = [`${style.red('error')} ${message}`];
  if (hint) lines.push(`  ${style.dim('→')} ${hint}`);
  return `${lines.join('\n')}\n`;
}
