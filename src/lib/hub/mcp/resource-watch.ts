/** Tells clients that a resource which they subscribed to has another text than before. */
import { sha256 } from '../../base/kernel/hash.ts';
import type { McpServer } from '../../protocols/mcp/server.ts';

export interface ResourceWatchOptions {
  readonly mcp: Pick<McpServer, 'watched' | 'notify'>;
  /** The text of a resource; undefined for none. */
  readonly read: (uri: string) => Promise<string | undefined>;
  /** Whether a principal may see a resource now: a token may allow less than when its client subscribed. */
  readonly maySee: (principalKey: string, uri: string) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
  /** Milliseconds between two looks. */
  readonly everyMs?: number;
}

/** What a person edits need not be told faster, and nothing is read while nobody subscribes. */
const EVERY_MS = 500;

/** Looks at the resources that anybody subscribed to, and at no others. */
export function watchResources(options: ResourceWatchOptions): { close(): void } {
  const { mcp, read, maySee, onError, everyMs = EVERY_MS } = options;
  /** By URI: what was there the last time. */
  let seen = new Map<string, string>();
  let isLooking = false;
  const look = async (): Promise<void> => {
    const now = new Map<string, string>();
    for (const [uri, principals] of mcp.watched()) {
      // One that cannot be read for a moment, in the middle of an edit, is as it was.
      const text = await read(uri).catch(() => undefined);
      const before = seen.get(uri);
      const hash = text === undefined ? (before ?? '') : sha256(text);
      now.set(uri, hash);
      if (before === undefined || hash === before) continue;
      for (const key of principals) {
        if (await maySee(key, uri)) mcp.notify({ method: 'notifications/resources/updated', uri }, key);
      }
    }
    seen = now;
  };
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch(onError)
      .finally(() => {
        isLooking = false;
      });
  }, everyMs).unref();
  return { close: () => clearInterval(timer) };
}
