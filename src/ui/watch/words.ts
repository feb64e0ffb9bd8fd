/** The words for what a watch tells. Pure. */
import type { AgentState, WatchEvent } from '../../lib/agents/sync/watch/events.ts';
import { tildify } from '../../lib/base/config/paths.ts';
import { clean } from '../width.ts';

export const ACTIONS = { create: 'made', update: 'changed', delete: 'removed' } as const;

export const STATES: Readonly<Record<AgentState, string>> = {
  current: 'in step',
  conflict: 'decide',
  refused: 'refused',
  paused: 'paused',
};

const REASONS = {
  edited: 'you changed what nerve wrote',
  removed: 'you removed what nerve wrote',
  foreign: 'something else is in its place',
} as const;

/** What stands in the way, in one sentence without the file. */
export function whatIsWrong(event: Extract<WatchEvent, { event: 'conflict' | 'refused' | 'error' }>): string {
  if (event.event === 'conflict') return clean(`${event.label}: ${REASONS[event.reason]}`);
  return clean(event.message);
}

/** `12:03:11` on this machine's clock. */
export function timeOf(iso: string): string {
  const date = new Date(iso);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** `14:50`; hours are counted in minutes. */
export function minutesOf(seconds: number): string {
  return `${twoDigits(Math.floor(seconds / 60))}:${twoDigits(Math.floor(seconds % 60))}`;
}

/** A path as people write it, harmless for a terminal. */
export function pathOf(file: string, home: string): string {
  return clean(tildify(file, home));
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
