/** Colour, where the reader's terminal and wishes allow it. */
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

type Paint = (text: string) => string;

/** A painter of short texts. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

/** Returns texts as they are. */
export const PLAIN: Style = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

/** A painter; without colour, as most programs that run nerve want it, chalk is not even loaded. */
export async function createStyle(color: boolean): Promise<Style> {
  if (!color) return PLAIN;
  const { Chalk } = await import('chalk');
  return new Chalk({ level: 1 });
}

function same(text: string): string {
  return text;
}
