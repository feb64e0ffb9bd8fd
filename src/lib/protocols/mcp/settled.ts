/** Waits for calls that are under way. */
import type { Core } from './core.ts';
import type { Principal } from './handlers.ts';

const LOOK_EVERY_MS = 20;

/** Resolves when no call is under way, or after a time. */
export function settled<P extends Principal>(core: Core<P>, graceMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const until = performance.now() + graceMs;
  const look = (): void => {
    if (core.calls.size === 0 || performance.now() >= until) resolve();
    else setTimeout(look, LOOK_EVERY_MS);
  };
  look();
  return promise;
}
