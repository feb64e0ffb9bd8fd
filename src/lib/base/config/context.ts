/** What every use case gets: all it may touch, in one object built once per command. */
import type { Clock } from '../kernel/clock.ts';
import type { StopSignal } from '../kernel/interrupt.ts';
import type { System } from '../system/system.ts';
import type { Config } from './config.ts';
import type { Env, Paths } from './paths.ts';

export interface Log {
  /** Progress and facts; silent under `--quiet`. */
  info(message: string): void;
  /** Something that the user should know; never silent. */
  warn(message: string): void;
  /** Only under `--verbose`. */
  debug(message: string): void;
}

export interface Context {
  readonly system: System;
  readonly clock: Clock;
  readonly env: Env;
  readonly log: Log;
  readonly paths: Paths;
  readonly config: Config;
  /** How nerve itself is started, for the launcher. */
  readonly program: { readonly node: string; readonly entry: string };
  /** nerve's own version. */
  readonly version: string;
  /** Says when the user asked to stop (Ctrl-C). */
  readonly signal?: StopSignal;
}
