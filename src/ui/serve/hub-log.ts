/** What a hub says while it runs: one line each, to stderr, for people or for programs. */
import type { Log } from '../../lib/base/config/context.ts';
import type { Clock } from '../../lib/base/kernel/clock.ts';
import { redact } from '../../lib/base/kernel/redact.ts';

export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** A log whose lines may carry facts. */
export interface HubLog extends Log {
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  debug(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** Lines with time and level; secrets are taken out of all of them. */
export function createHubLog(format: LogFormat, clock: Clock, isVerbose = false): HubLog {
  const write = (level: string, message: string, facts: Readonly<Record<string, unknown>> = {}): void => {
    const time = clock.now().toISOString();
    const line =
      format === 'json'
        ? JSON.stringify({ time, level, message, ...facts })
        : [
            time,
            level.padEnd(5),
            message,
            ...Object.entries(facts).map(([key, value]) => `${key}=${String(value)}`),
          ].join(' ');
    process.stderr.write(`${redact(line)}\n`);
  };
  return {
    info: (message, facts) => write('info', message, facts),
    warn: (message, facts) => write('warn', message, facts),
    debug: (message, facts) => {
      if (isVerbose) write('debug', message, facts);
    },
  };
}
