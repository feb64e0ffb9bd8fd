import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  currentKeyId,
  listKeyIds,
  listKeys,
  readKey,
  retireKeys,
  rotateSigningKey,
  withSigningKey,
} from '../../../../src/lib/base/auth/keys.ts';
import { mintToken, revokeToken } from '../../../../src/lib/base/auth/tokens.ts';
import { createVerifier } from '../../../../src/lib/base/auth/verify.ts';
import { makeHome, request } from './helpers.ts';

const kidOf = (deps: Parameters<typeof withSigningKey>[0]) => withSigningKey(deps, async ({ kid }) => kid);

describe('signing keys', () => {
  it('are made at the first use, private, and kept', async () => {
    const { home, deps } = await makeHome();
    expect(currentKeyId(deps)).toBeUndefined();
    const kid = await kidOf(deps);
    const folder = join(home, 'secrets', 'keys');
    expect(await kidOf(deps)).toBe(kid);
    expect(currentKeyId(deps)).toBe(kid);
    expect(listKeyIds(deps)).toEqual([kid]);
    expect(readFileSync(join(folder, `${kid}.key`), 'utf8')).toMatch(/^[\w-]{43}\n$/);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    for (const path of [folder, join(home, 'secrets')]) expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('are one when many ask at once', async () => {
    const { deps } = await makeHome();
    const kids = await Promise.all(Array.from({ length: 8 }, () => kidOf(deps)));
    expect(new Set(kids)).toEqual(new Set(listKeyIds(deps)));
    expect(listKeyIds(deps)).toHaveLength(1);
  });

  it('that are gone or half made are replaced', async () => {
    const { home, deps } = await makeHome();
    const first = await kidOf(deps);
    rmSync(join(home, 'secrets', 'keys', `${first}.key`));
    const second = await kidOf(deps);
    writeFileSync(join(home, 'secrets', 'keys', 'current'), '../../etc/passwd\n');
    const third = await kidOf(deps);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(listKeyIds(deps)).toEqual([second, third].sort());
  });

  it.each([0o640, 0o604, 0o660, 0o666, 0o601])('that others can read are refused (%o)', async (mode) => {
    const { home, deps } = await makeHome();
    const { token } = await mintToken(deps, request());
    const path = join(home, 'secrets', 'keys', `${currentKeyId(deps)}.key`);
    chmodSync(path, mode);
    const refusal = { code: 'open-permissions', exit: 4, hint: `chmod 600 ${path}` };
    await expect(kidOf(deps)).rejects.toMatchObject(refusal);
    await expect(createVerifier(deps).verify(token)).rejects.toMatchObject(refusal);
    chmodSync(path, 0o600);
    expect(await createVerifier(deps).verify(token)).toMatchObject({ ok: true });
  });

  it.each(['', 'short\n', `${'A'.repeat(43)}!\n`, `${'A'.repeat(44)}\n`, `${'A'.repeat(42)}B\n`])(
    'with other content are refused (%j)',
    async (content) => {
      const { home, deps } = await makeHome();
      const path = join(home, 'secrets', 'keys', `${await kidOf(deps)}.key`);
      writeFileSync(path, content);
      await expect(kidOf(deps)).rejects.toMatchObject({ code: 'bad-key', exit: 4 });
    },
  );

  it.each(['../current', 'current', '', 'ABCDEFABCDEF', 'a'.repeat(200), 'aaaaaaaaaaa\0'])(
    'have no other names than ours (%j)',
    async (kid) => {
      const { deps } = await makeHome();
      await kidOf(deps);
      expect(readKey(deps, kid)).toBeUndefined();
    },
  );

  it('rotate, and the older ones verify until nobody needs them', async () => {
    const { deps, clock } = await makeHome();
    const old = await mintToken(deps, request({ ttlSeconds: 600 }));
    const kid = await rotateSigningKey(deps);
    const fresh = await mintToken(deps, request({ name: 'other' }));
    expect([old.row.keyId === kid, fresh.row.keyId === kid]).toEqual([false, true]);
    const verifier = createVerifier(deps);
    expect(await verifier.verify(old.token)).toMatchObject({ ok: true });
    expect(await verifier.verify(fresh.token)).toMatchObject({ ok: true });
    expect(await retireKeys(deps)).toEqual([]);
    expect([...(await listKeys(deps))].sort((a, b) => Number(a.current) - Number(b.current))).toEqual([
      { kid: old.row.keyId, current: false, tokens: 1 },
      { kid, current: true, tokens: 1 },
    ]);
    clock.add(604_000);
    expect(await retireKeys(deps)).toEqual([]);
    clock.add(2_000);
    expect(await retireKeys(deps)).toEqual([old.row.keyId]);
    expect(listKeyIds(deps)).toEqual([kid]);
    expect(await createVerifier(deps).verify(old.token)).toEqual({ ok: false, reason: 'unknown-key' });
    expect(await createVerifier(deps).verify(fresh.token)).toMatchObject({ ok: true });
  });

  it('are retired when their tokens are revoked, but never the current one', async () => {
    const { deps } = await makeHome();
    const { row } = await mintToken(deps, request());
    const kid = await rotateSigningKey(deps);
    await revokeToken(deps, 'laptop');
    expect(await retireKeys(deps)).toEqual([row.keyId]);
    expect(await retireKeys(deps)).toEqual([]);
    expect(listKeyIds(deps)).toEqual([kid]);
  });
});
