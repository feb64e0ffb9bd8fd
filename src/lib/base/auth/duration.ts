/** Spans of time as people type them: 15m, 8h, 30d, 1y. */
import { UserError } from '../kernel/errors.ts';
import { shown } from './names.ts';

const SECONDS = { y: 31_536_000, w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 } as const;
type Unit = keyof typeof SECONDS;

/**
 * Seconds of a whole number with a unit: s, m (minutes), h, d, w or y (365 days).
 * @throws UserError for anything else, and for spans too long to count in milliseconds.
 */
export function parseDuration(text: string): number {
  const [, digits, unit] = /^(\d{1,9})\s*([smhdwy])$/.exec(text.trim().toLowerCase()) ?? [];
  const seconds =
    digits === undefined || unit === undefined ? Number.NaN : Number(digits) * SECONDS[unit as Unit];
  if (!Number.isSafeInteger(seconds * 1000)) {
    throw new UserError(`${shown(text)} is not a length of time`, {
      code: 'bad-duration',
      hint: 'give a whole number and a unit, such as 15m, 8h, 30d or 1y',
    });
  }
  return seconds;
}

/** The shortest exact text that `parseDuration` reads back, such as `90m`; weeks are written as days. */
export function formatDuration(seconds: number): string {
  const units: readonly Unit[] = ['y', 'd', 'h', 'm'];
  const unit = seconds === 0 ? 's' : (units.find((candidate) => seconds % SECONDS[candidate] === 0) ?? 's');
  return `${seconds / SECONDS[unit]}${unit}`;
}
