/** `nerve sync --watch` in a process of its own: chooses the output, listens to signals, says how to exit. */
import { setFlagsFromString } from 'node:v8';
import type { WatchEvent } from '../../lib/agents/sync/watch/events.ts';
import { type AgentWatch, type WatchOptions, watchAgents } from '../../lib/agents/sync/watch/watch-agents.ts';
import type { Env } from '../../lib/base/config/paths.ts';
import { EXIT } from '../../lib/base/kernel/errors.ts';
import type { Style } from '../style.ts';
import { lineOf } from './line.ts';
import { createLive } from './live.ts';
import { EMPTY_VIEW, nextView } from './state.ts';
import { viewLines } from './view.ts';

export interface RunWatchOptions {
  readonly watch: Omit<WatchOptions, 'observer'>;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly env: Env;
  /** The user's home, to shorten paths. */
  readonly home: string;
  /** Paints for stdout. */
  readonly style: Style;
  /** Paints for stderr. */
  readonly errStyle: Style;
}

interface Output {
  tell(event: WatchEvent): void;
  close(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** How often the countdown moves. */
const TICK_MS = 10_000;

/**
 * Watches until a signal, or until nobody reads the output.
 * @returns the exit code: 130 after SIGINT, else 0.
 * @throws what `watchAgents` rejects with.
 */
export async function runWatch(options: RunWatchOptions): Promise<number> {
  // Runs for days and is idle most of the time: a small heap is worth more than the last bit of speed.
  setFlagsFromString('--optimize-for-size');
  const output = chooseOutput(options);
  const watch = watchAgents({ ...options.watch, observer: output.tell });
  const release = listen(watch);
  try {
    const { reason, clean } = await watch.done;
    const exit = reason === 'SIGINT' ? EXIT.interrupted : EXIT.ok;
    // What is under way would keep the process alive; its journal lets the next command undo it.
    if (!clean) process.exit(exit);
    return exit;
  } finally {
    release();
    output.close();
  }
}

/** Signals and closed pipes end the watch; a second signal does not wait. */
function listen(watch: AgentWatch): () => void {
  let isStopping = false;
  const onSignal = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void => {
    if (isStopping) process.exit(signal === 'SIGINT' ? EXIT.interrupted : EXIT.ok);
    isStopping = true;
    watch.stop(signal);
  };
  const onClosed = (): void => watch.stop('closed-output');
  // The short grace that other commands get at Ctrl-C is not for a watch: it has its own.
  process.removeAllListeners('SIGINT');
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.stdout.on('error', onClosed);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.stdout.off('error', onClosed);
  };
}

function chooseOutput(options: RunWatchOptions): Output {
  if (options.json)
    return { tell: (event) => process.stdout.write(`${JSON.stringify(event)}\n`), close() {} };
  const { env, quiet } = options;
  const isTerminal = process.stdout.isTTY === true && process.stderr.isTTY === true;
  const isCI = !['', '0', 'false'].includes(env.CI ?? '');
  return isTerminal && env.TERM !== 'dumb' && !isCI && !quiet ? liveOutput(options) : lineOutput(options);
}

/** What only says that all is well. */
const CALM: ReadonlySet<WatchEvent['event']> = new Set(['ready', 'changed', 'resolved', 'stopped']);

function lineOutput({ home, style, errStyle, quiet }: RunWatchOptions): Output {
  return {
    tell(event) {
      if (quiet && CALM.has(event.event)) return;
      const line = lineOf(event, home, { stdout: style, stderr: errStyle });
      if (line) process[line.to].write(`${line.text}\n`);
    },
    close() {},
  };
}

function liveOutput({ home, errStyle }: RunWatchOptions): Output {
  const live = createLive(process.stderr);
  let state = EMPTY_VIEW;
  let isGone = false;
  const draw = (): void => {
    if (isGone) return;
    const { columns = 80, rows = 24 } = process.stderr;
    live.show(viewLines(state, { columns, rows, home, style: errStyle, now: performance.now() }));
  };
  const drawBelow = (): void => {
    live.forget();
    draw();
  };
  const hangUp = (): void => {
    isGone = true;
  };
  const timer = setInterval(draw, TICK_MS);
  process.on('SIGHUP', hangUp);
  process.stderr.on('resize', draw);
  // After Ctrl-Z and `fg` the shell's lines stand where ours did.
  process.on('SIGCONT', drawBelow);
  draw();
  return {
    tell(event) {
      state = nextView(state, event, performance.now());
      draw();
    },
    close() {
      clearInterval(timer);
      process.stderr.off('resize', draw);
      process.off('SIGCONT', drawBelow);
      process.off('SIGHUP', hangUp);
    },
  };
}
