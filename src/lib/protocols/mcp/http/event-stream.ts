/** A response that stays open and carries messages as server-sent events. */
import type { ServerResponse } from 'node:http';
import { eventText } from '../encode.ts';

export interface EventStream {
  /** Sends it now, or as soon as the client has read what was sent before. */
  send(message: string): void;
  /** Sends it now or never. */
  offer(message: string): void;
  /** A sign of life, for what sits between us and the client. Ends a stream that is not being read. */
  beat(): void;
  /** Sends what still waits, the last message if there is one, and closes. */
  end(message?: string): void;
}

const HEAD = [
  'content-type',
  'text/event-stream',
  'cache-control',
  'no-cache, no-transform',
  'x-accel-buffering',
  'no',
];

/** Messages that wait at most for a client that does not read; equal ones wait once. */
const MOST_WAITING = 1_000;
/** Signs of life that may find the client not reading. */
const MOST_STALLS = 4;

/** Opens a stream on a response that was not begun yet. */
export function openEventStream(res: ServerResponse): EventStream {
  const waiting = new Set<string>();
  let stalls = 0;
  const isOpen = (): boolean => !res.writableEnded && !res.destroyed;
  const flush = (): void => {
    for (const text of waiting) res.write(text);
    waiting.clear();
  };

  if (!res.destroyed) {
    res.writeHead(200, HEAD);
    res.flushHeaders();
  }
  return {
    send(message) {
      if (!isOpen()) return;
      const text = eventText(message);
      if (!res.writableNeedDrain && waiting.size === 0) {
        res.write(text);
        return;
      }
      if (waiting.size === 0) res.once('drain', flush);
      waiting.add(text);
      if (waiting.size > MOST_WAITING) res.destroy();
    },
    offer(message) {
      if (isOpen() && !res.writableNeedDrain) res.write(eventText(message));
    },
    beat() {
      if (!isOpen()) return;
      if (!res.writableNeedDrain) {
        stalls = 0;
        res.write(':\n\n');
        return;
      }
      stalls += 1;
      if (stalls > MOST_STALLS) res.destroy();
    },
    end(message) {
      if (!isOpen()) return;
      flush();
      res.end(message === undefined ? undefined : eventText(message));
    },
  };
}
