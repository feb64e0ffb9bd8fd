/** The `subscriptions/listen` requests of one stdio connection, which all share its output. */
import type { Core } from '../core.ts';
import type { Principal } from '../handlers.ts';
import type { Listener } from '../listeners.ts';
import type { Request } from '../message.ts';
import { subscribe } from '../subscription.ts';
import type { RequestId } from '../types.ts';

export interface Subscriptions {
  /** @throws McpError */
  add(request: Request): void;
  /** Ends one on the word of the client, who wants to hear nothing more; an unknown one is left alone. */
  remove(id: RequestId): void;
  /** Ends all gracefully. */
  end(): void;
}

export function createSubscriptions<P extends Principal>(
  core: Core<P>,
  principal: P,
  write: (text: string) => void,
): Subscriptions {
  const listeners = new Map<RequestId, Listener>();
  const remove = (id: RequestId): void => {
    const listener = listeners.get(id);
    if (listener) core.listeners.remove(listener);
    listeners.delete(id);
  };
  return {
    remove,
    add(request) {
      const { id } = request;
      const listener = subscribe(core, principal, request, {
        open() {},
        send: write,
        end(text) {
          remove(id);
          write(text);
        },
      });
      // The same id again takes the place of the first.
      remove(id);
      listeners.set(id, listener);
    },
    end() {
      for (const listener of [...listeners.values()]) listener.end();
    },
  };
}
