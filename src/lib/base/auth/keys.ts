/** The signing keys: `secrets/keys/KID.key`, and `secrets/keys/current` with the id of the one that signs. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { RefusedError } from '../kernel/errors.ts';
import type { FileSnapshot } from '../system/system.ts';
import type { AuthDeps, SecretsDeps } from './deps.ts';
import { LEEWAY_SECONDS } from './jwt.ts';

export interface KeyFile {
  readonly kid: string;
  /** 32 secret bytes. */
  readonly bytes: Uint8Array;
  /** Changes with the content of the file. */
  readonly version: string;
}

const KID = /^[a-z0-9]{12}$/;
const KEY_BYTES = 32;
const LOCK_WAIT = 30_000;

/**
 * The key of an id, or undefined when there is none.
 * @throws RefusedError when others can read the file or it does not hold a key.
 */
export function readKey(deps: SecretsDeps, kid: string): KeyFile | undefined {
  if (!KID.test(kid)) return undefined;
  const path = keyPath(deps, kid);
  const file = deps.system.read(path);
  if (!file) return undefined;
  assertPrivate(file);
  const text = file.bytes.toString('latin1').trim();
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== KEY_BYTES || bytes.toString('base64url') !== text) {
    throw new RefusedError(`${path} does not hold a signing key`, {
      code: 'bad-key',
      hint: `put the file back from a backup, or remove it and make new tokens: rm ${path}`,
    });
  }
  return { kid, bytes, version: file.hash };
}

/**
 * Runs `work` with the current key, made first if there is none. Nobody can rotate or retire keys meanwhile, so
 * that a token and the row that protects its key are made together.
 */
export async function withSigningKey<T>(deps: SecretsDeps, work: (key: KeyFile) => Promise<T>): Promise<T> {
  return locked(deps, 'sign a token', async () => {
    const kid = currentKeyId(deps);
    const key = kid === undefined ? undefined : readKey(deps, kid);
    return work(key ?? makeCurrentKey(deps));
  });
}

/** Makes a new key current. Tokens of the older ones stay valid. Returns its id. */
export async function rotateSigningKey(deps: SecretsDeps): Promise<string> {
  return locked(deps, 'rotate the signing key', async () => makeCurrentKey(deps).kid);
}

/** Removes the keys that no usable token was signed with, never the current one. Returns the ids of those removed. */
export async function retireKeys(deps: AuthDeps): Promise<readonly string[]> {
  return locked(deps, 'retire signing keys', async () => {
    const retired = (await listKeys(deps)).flatMap(({ kid, current, tokens }) =>
      current || tokens > 0 ? [] : [kid],
    );
    for (const kid of retired) deps.system.remove(keyPath(deps, kid));
    return retired;
  });
}

export interface ListedKey {
  readonly kid: string;
  /** It signs new tokens. */
  readonly current: boolean;
  /** Usable tokens that it has signed. */
  readonly tokens: number;
}

/** All keys, by id. */
export async function listKeys(deps: AuthDeps): Promise<readonly ListedKey[]> {
  const used = await deps.store.tokens.keysInUse(deps.clock.now().getTime() - LEEWAY_SECONDS * 1000);
  const current = currentKeyId(deps);
  return listKeyIds(deps).map((kid) => ({ kid, current: kid === current, tokens: used.get(kid) ?? 0 }));
}

/** The ids of all keys, sorted. */
export function listKeyIds(deps: SecretsDeps): readonly string[] {
  const names = deps.system.list(keysFolder(deps)).map((entry) => entry.name);
  return names
    .filter((name) => name.endsWith('.key') && KID.test(name.slice(0, -4)))
    .map((name) => name.slice(0, -4));
}

/** The id of the key that signs, or undefined before the first token. */
export function currentKeyId(deps: SecretsDeps): string | undefined {
  const kid = deps.system
    .read(join(keysFolder(deps), 'current'))
    ?.bytes.toString('latin1')
    .trim();
  return kid !== undefined && KID.test(kid) ? kid : undefined;
}

/** The key is on disk before `current` names it, so that a kill in between leaves a key too many, never one too few. */
function makeCurrentKey(deps: SecretsDeps): KeyFile {
  const kid = randomBytes(6).toString('hex');
  const bytes = randomBytes(KEY_BYTES);
  const text = Buffer.from(`${bytes.toString('base64url')}\n`);
  const { hash } = deps.system.write(keyPath(deps, kid), text, { expect: null, mode: 0o600 });
  deps.system.write(join(keysFolder(deps), 'current'), Buffer.from(`${kid}\n`), { mode: 0o600 });
  return { kid, bytes, version: hash };
}

async function locked<T>(deps: SecretsDeps, purpose: string, work: () => Promise<T>): Promise<T> {
  deps.system.makeDirectory(keysFolder(deps), 0o700);
  return deps.system.withLock(join(keysFolder(deps), 'lock'), work, { waitMs: LOCK_WAIT, purpose });
}

function keysFolder(deps: SecretsDeps): string {
  return join(deps.paths.secrets, 'keys');
}

function keyPath(deps: SecretsDeps, kid: string): string {
  return join(keysFolder(deps), `${kid}.key`);
}

/** Windows has no such bits. */
function assertPrivate(file: FileSnapshot): void {
  if (process.platform === 'win32' || (file.mode & 0o077) === 0) return;
  throw new RefusedError(`Other users can read the signing key ${file.realPath}`, {
    code: 'open-permissions',
    hint: `chmod 600 ${file.realPath}`,
  });
}
