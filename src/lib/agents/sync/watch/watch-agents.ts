/** The service behind `nerve sync --watch`: keeps every agent's files true until it is stopped. */
import type { Context, Log } from '../../../base/config/context.ts';
import type { ConflictPolicy } from '../../../base/config/settings.ts';
import { createFolderWatcher, type Interest, type WatchFolder } from '../../../base/system/watch.ts';
import { agentByName } from '../../registry/registry.ts';
import { createDebounce } from './debounce.ts';
import type { Standing, StopReason, WatchEvent, WatchFact } from './events.ts';
import { asOnlyWatch, watchLockFile } from './lock.ts';
import { createRounds, notSetUp, type RoundEnd } from './round.ts';

export interface WatchOptions {
  /** Builds a context from the settings as they are now; called for every round. */
  readonly context: () => Promise<Context>;
  readonly observer: (event: WatchEvent) => void;
  readonly log: Log;
  /** What others are told about who watches, and the journal about who wrote. Default: `sync --watch`. */
  readonly command?: string;
  /** Only these agents; all enabled ones if left out. */
  readonly agents?: readonly string[];
  /** Instead of the policy in the settings. Nobody is asked: what `ask` would ask about is told and left alone. */
  readonly policy?: ConflictPolicy;
  /** Milliseconds between safety scans, instead of the setting. */
  readonly intervalMs?: number;
  /** Milliseconds without an event before a round begins. Default 60. */
  readonly quietMs?: number;
  /** Milliseconds after the first event at which a round begins in any case. Default 500. */
  readonly atMostMs?: number;
  /** Milliseconds between looks at the clock and at the watches. Default 10 000. */
  readonly heartbeatMs?: number;
  /** Milliseconds that a round under way gets to end after `stop`. Default 5000. */
  readonly graceMs?: number;
  readonly watch?: WatchFolder;
  /** Milliseconds that only grow; default `performance.now`. */
  readonly monotonic?: () => number;
}

export interface WatchEnd {
  readonly reason: StopReason;
  /** False: a round was still under way when its time was up. */
  readonly clean: boolean;
}

export interface AgentWatch {
  /**
   * The end of the watch. Rejects when it cannot begin: UserError (`not-set-up`, `invalid-config`, `unknown-agent`),
   * RefusedError, UnavailableError (`already-watching`).
   */
  readonly done: Promise<WatchEnd>;
  /** Ends the watch; a round under way may finish. May be called at any time and again. */
  stop(reason?: StopReason): void;
}

const QUIET_MS = 60;
const AT_MOST_MS = 500;
const HEARTBEAT_MS = 10_000;
/** More than a busy machine is late: it slept, or its clock was set. */
const GAP_MS = 30_000;
const GRACE_MS = 5000;

/** Starts to watch. No signals, no exit, no output of its own: what happens goes to `observer`. */
export function watchAgents(options: WatchOptions): AgentWatch {
  const stopping = Promise.withResolvers<StopReason>();
  let isStopped = false;
  const stop = (reason: StopReason = 'asked'): void => {
    isStopped = true;
    stopping.resolve(reason);
  };
  const begin = async (): Promise<WatchEnd> => {
    const context = await options.context();
    if (!context.config.exists) throw notSetUp(context);
    const agents = options.agents?.map((name) => agentByName(name).name);
    for (const { name } of context.config.agents) agentByName(name);
    const command = options.command ?? 'sync --watch';
    return asOnlyWatch(context, `nerve ${command}`, () =>
      watchLoop(
        context,
        { ...options, command, agents },
        { stop, isStopped: () => isStopped, stopped: stopping.promise },
      ),
    );
  };
  return { done: begin(), stop };
}

interface Stopping {
  stop(reason: StopReason): void;
  isStopped(): boolean;
  readonly stopped: Promise<StopReason>;
}

type LoopOptions = Omit<WatchOptions, 'agents' | 'command'> & {
  readonly command: string;
  readonly agents: readonly string[] | undefined;
};

async function watchLoop(first: Context, options: LoopOptions, stopping: Stopping): Promise<WatchEnd> {
  const { monotonic = () => performance.now(), heartbeatMs = HEARTBEAT_MS } = options;
  const { clock, system } = first;
  const causes = new Set<'interval' | 'gap'>();
  const polled = new Set<string>();
  const failed = Promise.withResolvers<never>();
  let interests: readonly Interest[] = [];
  let running: Promise<void> | undefined;
  let isWanted = true;
  let standing: string | undefined;
  let hasEnded = false;
  let interval = { ms: 0, due: 0 };
  let scanTimer: NodeJS.Timeout | undefined;
  let againTimer: NodeJS.Timeout | undefined;

  const tell = (fact: WatchFact): void => {
    // A round that was given up may still go on for a while.
    if (hasEnded) return;
    const { event, ...rest } = fact;
    options.observer({ event, at: clock.now().toISOString(), ...rest } as WatchEvent);
  };
  const debounce = createDebounce(
    { quietMs: options.quietMs ?? QUIET_MS, atMostMs: options.atMostMs ?? AT_MOST_MS, monotonic },
    () => request(),
  );
  const watcher = createFolderWatcher({
    onHint: () => debounce.hit(),
    onPolling: (folder, code) => {
      if (!polled.has(code)) tell({ event: 'notice', message: pollingNotice(folder, code) });
      polled.add(code);
    },
    ...(options.watch ? { watch: options.watch } : {}),
  });
  const rounds = createRounds(first, {
    ...options,
    policy: options.policy,
    tell,
    listen: (list) => {
      interests = list;
      return watcher.set(list);
    },
    isStopped: stopping.isStopped,
    monotonic,
  });

  function request(cause?: 'interval' | 'gap'): void {
    if (cause) causes.add(cause);
    isWanted = true;
    running ??= work()
      .catch(failed.reject)
      .finally(() => {
        running = undefined;
      });
  }

  async function work(): Promise<void> {
    while (isWanted && !stopping.isStopped()) {
      isWanted = false;
      const reasons = [...causes];
      causes.clear();
      const end = await rounds.run();
      if (stopping.isStopped()) return;
      if (isRemoved()) return stopping.stop('removed');
      if (end.again !== undefined) {
        clearTimeout(againTimer);
        againTimer = setTimeout(request, end.again);
      }
      scheduleScan(end.context, reasons.includes('interval'));
      for (const reason of reasons) tell({ event: 'scan', reason, nextScan: nextScan() });
      tellStanding(end);
    }
  }

  function scheduleScan(context: Context, isDone: boolean): void {
    const ms = options.intervalMs ?? context.config.number('external_agents.sync_interval_minutes') * 60_000;
    if (ms === interval.ms && !isDone) return;
    interval = { ms, due: monotonic() + ms };
    clearTimeout(scanTimer);
    scanTimer = setTimeout(() => request('interval'), ms);
  }

  function nextScan(): number {
    return Math.max(0, Math.round((interval.due - monotonic()) / 1000));
  }

  function tellStanding({ agents, context }: RoundEnd): void {
    const workspace = context.config.text('workspace');
    const text = JSON.stringify([agents, workspace, interval.ms]);
    if (text === standing) return;
    const now: Standing = { agents, workspace, interval: interval.ms / 1000, nextScan: nextScan() };
    if (standing) tell({ event: 'state', ...now });
    else tell({ event: 'ready', pid: process.pid, home: context.paths.nerveHome, ...now });
    standing = text;
  }

  /** Uninstalled: the folder of our lock is gone. */
  function isRemoved(): boolean {
    return system.stat(watchLockFile(first)) === undefined;
  }

  let beat = { wall: clock.now().getTime(), monotonic: monotonic() };
  const heartbeat = setInterval(() => {
    const last = beat;
    beat = { wall: clock.now().getTime(), monotonic: monotonic() };
    if (isRemoved()) return stopping.stop('removed');
    const passed = beat.monotonic - last.monotonic;
    if (Math.abs(beat.wall - last.wall - passed) > GAP_MS || passed > heartbeatMs + GAP_MS) {
      watcher.set(interests);
      request('gap');
    } else if (watcher.set(interests)) debounce.hit();
  }, heartbeatMs);

  try {
    request();
    const reason = await Promise.race([stopping.stopped, failed.promise]);
    const clean = await endsWithin(running, options.graceMs ?? GRACE_MS);
    tell({ event: 'stopped', reason, clean });
    return { reason, clean };
  } finally {
    hasEnded = true;
    clearInterval(heartbeat);
    clearTimeout(scanTimer);
    clearTimeout(againTimer);
    debounce.close();
    watcher.close();
  }
}

async function endsWithin(work: Promise<void> | undefined, ms: number): Promise<boolean> {
  if (!work) return true;
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), ms);
  try {
    return await Promise.race([work.then(() => true as const), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function pollingNotice(folder: string, code: string): string {
  const known: Readonly<Record<string, string>> = {
    ENOSPC: 'the system has no more watches to give (fs.inotify.max_user_watches)',
    EMFILE: 'the system has no more watchers to give (fs.inotify.max_user_instances)',
  };
  return `${folder} cannot be watched: ${known[code] ?? code}. Such folders are looked at every two seconds instead`;
}
