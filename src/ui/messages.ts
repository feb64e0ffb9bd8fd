/** Prints messages of a transcript. */
import type { ShownMessage } from '../lib/knowledge/sessions/excerpt.ts';
import { minuteOf } from './status.ts';
import type { Style } from './style.ts';
import { clean } from './width.ts';

/** For each message a line that says whose it is, its text, and an empty line. */
export function messageLines(messages: readonly ShownMessage[], style: Style): string[] {
  return messages.flatMap(({ id, at, role, kind, text }) => [
    `${style.bold(role)} ${style.dim(`${clean(kind)}, ${minuteOf(at)}, ${id}`)}`,
    ...text.split('\n').map((line) => `  ${clean(line)}`.trimEnd()),
    '',
  ]);
}
