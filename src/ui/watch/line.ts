/** One line for each thing that a watch tells, for pipes, logs and terminals that cannot redraw. Pure. */
import type { WatchEvent } from '../../lib/agents/sync/watch/events.ts';
import type { Style } from '../style.ts';
import { clean } from '../width.ts';
import { ACTIONS, minutesOf, pathOf, timeOf, whatIsWrong } from './words.ts';

export interface Line {
  readonly text: string;
  /** A fact for stdout, or talk for stderr. */
  readonly to: 'stdout' | 'stderr';
}

/** Events that are talk: they go to stderr. */
const TALK: ReadonlySet<WatchEvent['event']> = new Set(['ready', 'error', 'notice', 'stopped']);

/** The line of an event; undefined for those that a reader of lines does not miss. */
export function lineOf(
  event: WatchEvent,
  home: string,
  styles: Readonly<Record<Line['to'], Style>>,
): Line | undefined {
  const to = TALK.has(event.event) ? 'stderr' : 'stdout';
  const words = wordsOf(event, home, styles[to]);
  return words && { text: `${styles[to].dim(timeOf(event.at))} ${words.join('  ')}`, to };
}

function wordsOf(event: WatchEvent, home: string, style: Style): string[] | undefined {
  switch (event.event) {
    case 'ready': {
      const files = event.agents.reduce((sum, agent) => sum + agent.files, 0);
      const what = `${count(event.agents.length, 'agent')}, ${count(files, 'file')}`;
      return [`nerve watches, pid ${event.pid}`, what, `next scan in ${minutesOf(event.nextScan)}`];
    }
    case 'changed':
      return [event.title, pathOf(event.file, home), style.green(ACTIONS[event.action])];
    case 'conflict':
      return [event.title, pathOf(event.file, home), style.yellow('decide'), whatIsWrong(event)];
    case 'refused':
      return [event.title, pathOf(event.file, home), style.red('refused'), whatIsWrong(event)];
    case 'resolved':
      if (event.was === 'error') return ['nerve', style.green('settled'), clean(event.message)];
      return [event.title, pathOf(event.file, home), style.green('settled')];
    case 'error':
      return [
        `${style.red('error')} ${clean(event.message)}`,
        ...(event.hint ? [`→ ${clean(event.hint)}`] : []),
      ];
    case 'notice':
      return [`${style.yellow('notice')} ${clean(event.message)}`];
    case 'stopped':
      return [event.reason === 'removed' ? "nerve's folder was removed: stopped" : 'stopped'];
    case 'scan':
    case 'state':
      return undefined;
  }
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
