/** Colour, where the reader's terminal and wishes allow it. */
import { Chalk, type ChalkInstance } from 'chalk';
import type { Env } from '../lib/base/config/paths.ts';

export interface ColorWishes {
  readonly isTTY: boolean;
  readonly env: Env;
  /** `--no-color` was given. */
  readonly noColor: boolean;
}

/** Whether to colour: `--no-color` and NO_COLOR win, then FORCE_COLOR, then a terminal that is not dumb. */
export function wantsColor({ isTTY, env, noColor }: ColorWishes): boolean {
  if (noColor || (env.NO_COLOR ?? '') !== '') return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTTY && env.TERM !== 'dumb';
}

export type Style = ChalkInstance;

/** A painter; without colour it returns texts as they are. */
export function createStyle(color: boolean): Style {
  return new Chalk({ level: color ? 1 : 0 });
}
