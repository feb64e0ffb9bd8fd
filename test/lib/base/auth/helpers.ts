/** A home of its own for each test of identity, over the real disk. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AuthDeps } from '../../../../src/lib/base/auth/deps.ts';
import type { MintRequest } from '../../../../src/lib/base/auth/issue.ts';
import { importKey } from '../../../../src/lib/base/auth/jwt.ts';
import { readKey } from '../../../../src/lib/base/auth/keys.ts';
import { openStore } from '../../../../src/lib/base/store/store.ts';
import { T0, testClock } from '../store/helpers.ts';
import { authDeps } from './open.ts';

export { runChild, T0, testClock } from '../store/helpers.ts';

export interface Home {
  /** NERVE_HOME. */
  readonly home: string;
  readonly deps: AuthDeps;
  readonly clock: ReturnType<typeof testClock>;
}

/** An empty home; its clock stands at `T0`. */
export async function makeHome(start = T0): Promise<Home> {
  const top = mkdtempSync(join(tmpdir(), 'nerve-auth-'));
  const home = join(top, '.nerve');
  mkdirSync(home, { mode: 0o700 });
  const clock = testClock(start);
  const deps = await authDeps(home, clock);
  onTestFinished(async () => {
    await deps.store.close();
    chmodSync(home, 0o700);
    rmSync(top, { recursive: true, force: true });
  });
  return { home, deps, clock };
}

/** The same home through another store, as another process has it. */
export async function otherDeps(given: Home): Promise<AuthDeps> {
  const store = await openStore({ file: join(given.home, 'nerve.db'), clock: given.clock });
  onTestFinished(() => store.close());
  return { ...given.deps, store };
}

export function request(changes: Partial<MintRequest> = {}): MintRequest {
  return {
    name: 'laptop',
    kind: 'api',
    subject: 'ann',
    scopes: ['read', 'api'],
    ttlSeconds: 3600,
    ...changes,
  };
}

/** Signs whatever it is given with a key of the home. */
export async function forge(
  deps: AuthDeps,
  kid: string,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  const key = await importKey(readKey(deps, kid)?.bytes ?? new Uint8Array(32));
  const text = [{ alg: 'HS256', typ: 'JWT', kid, ...header }, claims].map(encode).join('.');
  const signature = await crypto.subtle.sign('HMAC', key, Buffer.from(text));
  return `${text}.${Buffer.from(signature).toString('base64url')}`;
}

export function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Whatever a call throws. */
export async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
