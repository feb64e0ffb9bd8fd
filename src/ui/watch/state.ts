/** What the live view shows, worked out from what a watch told. Pure. */
import type { WatchEvent, WatchedAgent } from '../../lib/agents/sync/watch/events.ts';

type Trouble = Extract<WatchEvent, { event: 'conflict' | 'refused' | 'error' }>;
type Changed = Extract<WatchEvent, { event: 'changed' }>;

export interface ViewState {
  readonly pid: number | undefined;
  readonly agents: readonly WatchedAgent[];
  /** The files of the last change, all written in one round. */
  readonly last: readonly Changed[];
  readonly troubles: readonly Trouble[];
  /** The last sentence that needs no answer. */
  readonly notice: string | undefined;
  /** When the next scan is due, on the caller's clock in milliseconds. */
  readonly scanAt: number | undefined;
  readonly isStopped: boolean;
}

export const EMPTY_VIEW: ViewState = {
  pid: undefined,
  agents: [],
  last: [],
  troubles: [],
  notice: undefined,
  scanAt: undefined,
  isStopped: false,
};

/** Files written within so many milliseconds belong to one round. */
const ROUND_MS = 100;

/** The state after an event. `now` is milliseconds on any clock that only grows. */
export function nextView(state: ViewState, event: WatchEvent, now: number): ViewState {
  switch (event.event) {
    case 'ready':
      return { ...state, pid: event.pid, agents: event.agents, scanAt: now + event.nextScan * 1000 };
    case 'state':
      return { ...state, agents: event.agents, scanAt: now + event.nextScan * 1000 };
    case 'scan':
      return { ...state, scanAt: now + event.nextScan * 1000 };
    case 'changed': {
      const previous = state.last.at(-1);
      const isSameRound = previous && Date.parse(event.at) - Date.parse(previous.at) < ROUND_MS;
      return { ...state, last: isSameRound ? [...state.last, event] : [event] };
    }
    case 'conflict':
    case 'refused':
    case 'error':
      return { ...state, troubles: [...state.troubles, event] };
    case 'resolved':
      return { ...state, troubles: state.troubles.filter((trouble) => !isAbout(trouble, event)) };
    case 'notice':
      return { ...state, notice: event.message };
    case 'stopped':
      return { ...state, scanAt: undefined, isStopped: true };
  }
}

function isAbout(trouble: Trouble, event: Extract<WatchEvent, { event: 'resolved' }>): boolean {
  if (trouble.event === 'conflict' && event.was === 'conflict')
    return trouble.id === event.id && trouble.file === event.file;
  if (trouble.event === 'refused' && event.was === 'refused')
    return trouble.file === event.file && trouble.message === event.message;
  return trouble.event === 'error' && event.was === 'error' && trouble.message === event.message;
}
