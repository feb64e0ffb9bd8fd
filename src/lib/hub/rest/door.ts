/** The way into the REST interface, which is loaded with its first request: most hubs never get one. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Principal } from '../../base/auth/verify.ts';
import { once } from '../../base/kernel/once.ts';
import type { RestServices } from './operation.ts';

export interface RestDoor {
  /** See `Api`. */
  handle(req: IncomingMessage, res: ServerResponse, principal: Principal): Promise<void>;
  /** Waits for requests under way, at most this long. */
  close(graceMs: number): Promise<void>;
}

const ROOT = '/api';

/** Whether a request is for the REST interface. */
export function isRest(url: string | undefined): boolean {
  return url === ROOT || url?.startsWith(`${ROOT}/`) === true || url?.startsWith(`${ROOT}?`) === true;
}

export function createRestDoor(services: RestServices): RestDoor {
  const api = once(async () => (await import('./api.ts')).createApi(services));
  const underWay = new Set<Promise<void>>();
  return {
    handle: async (req, res, principal) => {
      const answered = api().then(({ handle }) => handle(req, res, principal));
      underWay.add(answered);
      try {
        await answered;
      } finally {
        underWay.delete(answered);
      }
    },
    close: async (graceMs) => {
      const over = new AbortController();
      const late = pause(graceMs, undefined, { signal: over.signal }).catch(() => undefined);
      await Promise.race([Promise.allSettled(underWay), late]);
      over.abort();
    },
  };
}
