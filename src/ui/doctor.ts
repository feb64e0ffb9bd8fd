/** Prints what `nerve doctor` found, and what it mended. */
import type { Finding, Level } from '../lib/setup/doctor/check.ts';
import type { Mended } from '../lib/setup/doctor/mend.ts';
import type { Style } from './style.ts';

const LEVELS: readonly Level[] = ['error', 'warn', 'info', 'ok'];

/** A line per finding with its fix below it; `quiet` leaves out what needs no attention. */
export function printFindings(findings: readonly Finding[], style: Style, quiet: boolean): string {
  const shown = quiet ? findings.filter(({ level }) => level === 'error' || level === 'warn') : findings;
  const lines = shown.flatMap(({ level, message, fix }) => {
    const line = `${paint(level, style)} ${level === 'ok' ? style.dim(message) : message}`;
    return fix === undefined ? [line] : [line, `      ${style.dim('→')} ${fix}`];
  });
  return [...lines, ...(lines.length > 0 ? [''] : []), summary(findings)].join('\n');
}

/** One line for each thing that was or could not be mended. */
export function printMended(mended: readonly Mended[], style: Style): string {
  const lines = mended.map(({ what, failure }) =>
    failure === undefined
      ? `${style.green('fixed')} ${what}`
      : `${style.red('error')} not fixed: ${what}: ${failure}`,
  );
  return [...lines, ''].join('\n');
}

/** A finding as plain data. */
export function findingAsData({ id, subject, level, message, fix, mend }: Finding): Record<string, unknown> {
  return { id, subject: subject ?? null, level, message, fix: fix ?? null, fixable: mend !== undefined };
}

/** How many there are of each level. */
export function countLevels(findings: readonly Finding[]): Record<Level, number> {
  const counts = { ok: 0, info: 0, warn: 0, error: 0 };
  for (const { level } of findings) counts[level] += 1;
  return counts;
}

function summary(findings: readonly Finding[]): string {
  const counts = countLevels(findings);
  const words = { error: 'error', warn: 'warning', info: 'note', ok: 'fine' } as const;
  const parts = LEVELS.filter((level) => counts[level] > 0).map((level) => {
    const word = words[level];
    return `${counts[level]} ${word}${level === 'ok' || counts[level] === 1 ? '' : 's'}`;
  });
  const fixable = findings.filter(({ mend }) => mend && !mend.writesAgents).length;
  const hint = fixable > 0 ? `\nnerve doctor --fix mends ${fixable} of them.` : '';
  return `${parts.join(', ')}.${hint}`;
}

function paint(level: Level, style: Style): string {
  const color = { error: style.red, warn: style.yellow, info: style.cyan, ok: style.green }[level];
  return color(level.padEnd(5));
}
