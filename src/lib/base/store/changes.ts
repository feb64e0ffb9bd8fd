/** Notices that rows changed, whoever changed them: this process, another one, a person with an SQL shell. */
import { type Awaitable, after } from '../kernel/awaitable.ts';
import type { Connection } from './connection.ts';

/** What somebody may wait for. Triggers count the changes of each (table `revisions`). */
export const TOPICS = ['tokens', 'sessions'] as const;
export type Topic = (typeof TOPICS)[number];

export interface Changes {
  /** How often the topic has changed; compare it for equality only. There at once where reads need not wait. */
  revision(topic: Topic): Awaitable<number>;
  /**
   * Calls the listener, which must not throw, after each change of a topic: at once for those of this store, within
   * a quarter of a second for others. Changes after the result is there are not missed; it ends the listening.
   */
  onChange(listener: ChangeListener): Promise<() => void>;
  /** This store has written something. */
  noteWrite(): void;
  close(): void;
}

export type ChangeListener = (topics: ReadonlySet<Topic>) => void;

const POLL_INTERVAL = 250;
const REVISIONS = 'SELECT topic, value FROM revisions';

type Values = ReadonlyMap<Topic, number>;

/** @param direct runs a piece of reading on a connection. */
export function createChanges(
  direct: <T>(work: (connection: Connection) => T) => Awaitable<T>,
  interval = POLL_INTERVAL,
): Changes {
  const listeners = new Set<ChangeListener>();
  let seen: { readonly version: number; readonly values: Values } | undefined;
  let told: Values | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  /** The revisions as they are. Asks SQLite first whether any other connection has committed, which is cheaper. */
  const values = (connection: Connection): Values => {
    const { data_version: version } = connection.prepare('PRAGMA data_version').get([]) as {
      data_version: number;
    };
    if (seen?.version !== version) {
      const rows = connection.prepare(REVISIONS).all([]) as { topic: Topic; value: number }[];
      seen = { version, values: new Map(rows.map(({ topic, value }) => [topic, value])) };
    }
    return seen.values;
  };
  const current = async (): Promise<Values> => direct(values);
  const look = async (): Promise<void> => {
    // A database that cannot be read is told to whoever reads it.
    const now = await current().catch(() => told);
    const before = told;
    if (closed || !now || !before || now === before) return;
    told = now;
    const topics = new Set(TOPICS.filter((topic) => now.get(topic) !== before.get(topic)));
    if (topics.size > 0) for (const listener of [...listeners]) listener(topics);
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };

  return {
    revision: (topic) => after(direct(values), (now) => now.get(topic) ?? 0),
    onChange: async (listener) => {
      // A copy of its own, so that the same function may listen twice.
      const entry: ChangeListener = (topics) => listener(topics);
      const now = await current();
      if (listeners.size === 0) told = now;
      listeners.add(entry);
      timer ??= setInterval(() => void look(), interval).unref();
      return () => {
        if (listeners.delete(entry) && listeners.size === 0) stop();
      };
    },
    noteWrite: () => {
      // data_version moves with the commits of other connections only, and the writer may be this one.
      seen = undefined;
      if (listeners.size > 0) void look();
    },
    close: () => {
      closed = true;
      listeners.clear();
      stop();
    },
  };
}
