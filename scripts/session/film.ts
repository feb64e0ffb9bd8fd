/** Which screens of a recording the picture shows, for how long, and which one stands still: the wizard's end. Pure. */
import { MINUTES } from './minutes.ts';
import type { Screen } from './terminal.ts';
import type { Recording } from './walk.ts';

export interface Frame {
  /** Above the screen. */
  readonly title: string;
  readonly screen: Screen;
  readonly seconds: number;
  /** It stands where nothing may move. */
  readonly isStill: boolean;
}

const TYPED_SECONDS = 1;
/** To see a screen at all, and to read one more line of it. */
const SCREEN_SECONDS = 2;
const LINE_SECONDS = 0.08;

/** The frames in their order: every command as it is typed, at each question, and at its end. */
export function framesOf(recording: Recording): Frame[] {
  return MINUTES.flatMap(({ title, parts }) =>
    parts.flatMap((part) => {
      if (typeof part === 'string' || part.unfilmed) return [];
      const screens = recording.get(part) ?? [];
      return screens.map((screen, at) => ({
        title,
        screen,
        seconds: at === 0 ? TYPED_SECONDS : secondsFor(screen),
        isStill: part.stops !== undefined && at === screens.length - 1,
      }));
    }),
  );
}

function secondsFor({ painted }: Screen): number {
  return SCREEN_SECONDS + LINE_SECONDS * painted.split('\n').length;
}
