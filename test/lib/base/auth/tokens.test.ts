import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { currentKeyId, listKeyIds } from '../../../../src/lib/base/auth/keys.ts';
import {
  changeScopes,
  listTokens,
  mintToken,
  revokeToken,
  rotateToken,
} from '../../../../src/lib/base/auth/tokens.ts';
import { createVerifier } from '../../../../src/lib/base/auth/verify.ts';
import { makeHome, request, runChild, T0, thrownBy } from './helpers.ts';

const CHILD = new URL('./child.ts', import.meta.url);
const YEAR = 365 * 86_400;

describe('minting', () => {
  it('makes a row that matches the token', async () => {
    const { deps } = await makeHome(T0 + 789);
    const { token, row } = await mintToken(deps, request({ scopes: ['tasks', 'read', 'read'] }));
    expect(row).toMatchObject({
      name: 'laptop',
      kind: 'api',
      subject: 'ann',
      scopes: ['read', 'tasks'],
      keyId: currentKeyId(deps),
      createdAt: T0 + 789,
      activatedAt: T0 + 789,
      expiresAt: T0 + 3_600_000,
      revokedAt: null,
    });
    expect(await deps.store.tokens.byId(row.jti)).toEqual(row);
    expect(token.split('.')).toHaveLength(3);
  });

  it('keeps the token itself nowhere', async () => {
    const { home, deps } = await makeHome();
    const { token } = await mintToken(deps, request());
    const signature = token.split('.')[2] ?? '';
    await deps.store.close();
    for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      expect(readFileSync(join(entry.parentPath, entry.name)).includes(signature)).toBe(false);
    }
  });

  it.each(['a', '0', 'claude-code', 'a.b_c-d', 'x'.repeat(64)])('takes the name %j', async (name) => {
    const { deps } = await makeHome();
    expect((await mintToken(deps, request({ name }))).row.name).toBe(name);
  });

  const hostile = [
    '',
    '.',
    '..',
    '../x',
    'a/b',
    'a\\b',
    '-rf',
    '_x',
    'Laptop',
    'a b',
    'a\n',
    'a\0',
    'ä',
    'x'.repeat(65),
    '٣',
  ];
  it.each(hostile)('refuses the name %j', async (name) => {
    const { deps } = await makeHome();
    for (const work of [() => mintToken(deps, request({ name })), () => rotateToken(deps, name)]) {
      expect(await thrownBy(work)).toMatchObject({ code: 'bad-name', exit: 2 });
    }
    expect(await thrownBy(() => revokeToken(deps, name))).toMatchObject({ code: 'unknown-token', exit: 2 });
    expect(listKeyIds(deps)).toEqual([]);
  });

  it.each([
    ['kind', { kind: 'root' as 'api' }, 'bad-kind'],
    ['subject', { subject: 'a b' }, 'bad-subject'],
    ['empty subject', { subject: '' }, 'bad-subject'],
    ['long subject', { subject: 'a'.repeat(129) }, 'bad-subject'],
    ['scope', { scopes: ['reed'] }, 'unknown-scope'],
    ['short life', { ttlSeconds: 59 }, 'bad-ttl'],
    ['long life', { ttlSeconds: 10 * YEAR + 1 }, 'bad-ttl'],
    ['half seconds', { ttlSeconds: 60.5 }, 'bad-ttl'],
    ['no number', { ttlSeconds: Number.NaN }, 'bad-ttl'],
  ])('refuses a bad %s', async (_, changes, code) => {
    const { deps } = await makeHome();
    expect(await thrownBy(() => mintToken(deps, request(changes)))).toMatchObject({ code, exit: 2 });
    expect([await listTokens(deps), listKeyIds(deps)]).toEqual([[], []]);
  });

  it.each([60, 10 * YEAR])('takes a life of %d seconds', async (ttlSeconds) => {
    const { deps } = await makeHome();
    expect((await mintToken(deps, request({ ttlSeconds }))).row.expiresAt).toBe(T0 + ttlSeconds * 1000);
  });

  it('refuses a name in use and says how to go on', async () => {
    const { deps, clock } = await makeHome();
    await mintToken(deps, request());
    const error = await thrownBy(() => mintToken(deps, request()));
    expect(error).toMatchObject({ code: 'name-taken', exit: 2, hint: 'nerve token rotate laptop' });
    clock.add(3_600_000);
    expect((await mintToken(deps, request())).row.name).toBe('laptop');
  });
});

describe('listing', () => {
  it('tells the state of each', async () => {
    const { deps, clock } = await makeHome();
    await mintToken(deps, request({ name: 'short', ttlSeconds: 60 }));
    await mintToken(deps, request({ name: 'gone' }));
    await mintToken(deps, request({ name: 'node', kind: 'node' }));
    await revokeToken(deps, 'gone');
    clock.add(60_000);
    const states = Object.fromEntries((await listTokens(deps)).map(({ name, state }) => [name, state]));
    expect(states).toEqual({ short: 'expired', gone: 'revoked', node: 'active' });
    expect((await listTokens(deps, { active: true })).map(({ name }) => name)).toEqual(['node']);
    expect((await listTokens(deps, { kind: 'api' })).map(({ name }) => name).sort()).toEqual([
      'gone',
      'short',
    ]);
  });
});

describe('revoking', () => {
  it.each(['name', 'id', 'token'])('takes the %s, and a second time is fine', async (how) => {
    const { deps } = await makeHome();
    const { token, row } = await mintToken(deps, request());
    const text = { name: row.name, id: row.jti, token }[how] ?? '';
    const result = await revokeToken(deps, text, 'lost laptop');
    expect(result).toMatchObject({ changed: true, row: { revokedAt: T0, revokedReason: 'lost laptop' } });
    expect(await revokeToken(deps, text)).toMatchObject({
      changed: false,
      row: { revokedReason: 'lost laptop' },
    });
    expect(await createVerifier(deps).verify(token)).toEqual({ ok: false, reason: 'revoked' });
  });

  it('suggests a close name', async () => {
    const { deps } = await makeHome();
    await mintToken(deps, request());
    const error = await thrownBy(() => revokeToken(deps, 'lapptop'));
    expect(error).toMatchObject({ code: 'unknown-token', hint: 'did you mean laptop?' });
  });

  it('does not repeat a token that it does not know', async () => {
    const one = await makeHome();
    const { token } = await mintToken((await makeHome()).deps, request());
    const tampered = `${token.slice(0, -4)}AAAA`;
    for (const text of [token, tampered]) {
      const error = (await thrownBy(() => revokeToken(one.deps, text))) as Error;
      expect(JSON.stringify({ ...error, message: error.message })).not.toContain(text.slice(0, 20));
    }
  });

  it('needs the very token, not one with the same id', async () => {
    const { deps } = await makeHome();
    const { token } = await mintToken(deps, request());
    expect(await thrownBy(() => revokeToken(deps, `${token.slice(0, -4)}AAAA`))).toMatchObject({
      code: 'unknown-token',
    });
    expect(await createVerifier(deps).verify(token)).toMatchObject({ ok: true });
  });
});

describe('rotating', () => {
  it('gives a new token of the same form and ends the old one', async () => {
    const { deps, clock } = await makeHome(T0 + 321);
    const old = await mintToken(deps, request());
    clock.add(3_500_900);
    const fresh = await rotateToken(deps, 'laptop');
    const { name, kind, subject, scopes, activatedAt } = fresh.row;
    expect({ name, kind, subject, scopes, activatedAt }).toEqual({
      name: 'laptop',
      kind: 'api',
      subject: 'ann',
      scopes: ['read', 'api'],
      activatedAt: T0 + 321 + 3_500_900,
    });
    expect(fresh.row.expiresAt).toBe(T0 + 3_501_000 + 3_600_000);
    const verifier = createVerifier(deps);
    expect(await verifier.verify(old.token)).toEqual({ ok: false, reason: 'revoked' });
    expect(await verifier.verify(fresh.token)).toMatchObject({ ok: true });
    expect(await deps.store.tokens.byId(old.row.jti)).toMatchObject({ revokedReason: 'rotated' });
  });

  it('brings an expired token back, but not a revoked one', async () => {
    const { deps, clock } = await makeHome();
    await mintToken(deps, request());
    clock.add(7_200_000);
    expect(await createVerifier(deps).verify((await rotateToken(deps, 'laptop')).token)).toMatchObject({
      ok: true,
    });
    await revokeToken(deps, 'laptop');
    expect(await thrownBy(() => rotateToken(deps, 'laptop'))).toMatchObject({
      code: 'token-revoked',
      exit: 2,
    });
    expect(await thrownBy(() => rotateToken(deps, 'absent'))).toMatchObject({ code: 'unknown-token' });
  });
});

describe('changing scopes', () => {
  it.each([
    [{ set: ['tasks', 'read'] }, ['read', 'tasks']],
    [{ add: ['api'] }, ['read', 'sessions', 'api']],
    [{ remove: ['sessions'] }, ['read']],
    [{ add: ['tasks'], remove: ['read', 'memory'] }, ['sessions', 'tasks']],
  ])('makes of read and sessions, by %j, %j', async (change, scopes) => {
    const { deps } = await makeHome();
    const { token } = await mintToken(deps, request({ scopes: ['read', 'sessions'] }));
    const verifier = createVerifier(deps);
    await verifier.verify(token);
    expect(await changeScopes(deps, 'laptop', change)).toMatchObject({ changed: true, row: { scopes } });
    expect(await verifier.verify(token)).toMatchObject({ ok: true, principal: { scopes } });
  });

  it('does nothing where nothing changes', async () => {
    const { deps } = await makeHome();
    const { row } = await mintToken(deps, request({ scopes: ['read'] }));
    const before = await deps.store.revision('tokens');
    for (const change of [{}, { set: ['read'] }, { remove: ['tasks'] }]) {
      expect(await changeScopes(deps, row.jti, change)).toMatchObject({ changed: false });
    }
    expect(await deps.store.revision('tokens')).toBe(before);
  });

  it('refuses what would leave nothing, unknown scopes, and ended tokens', async () => {
    const { deps } = await makeHome();
    await mintToken(deps, request({ scopes: ['read'] }));
    const codeOf = async (change: Parameters<typeof changeScopes>[2]) =>
      (await thrownBy(() => changeScopes(deps, 'laptop', change))) as { code: string };
    expect(await codeOf({ remove: ['read'] })).toMatchObject({ code: 'no-scopes', exit: 2 });
    expect(await codeOf({ remove: ['reed'] })).toMatchObject({ code: 'unknown-scope' });
    expect(await codeOf({ add: ['root'] })).toMatchObject({ code: 'unknown-scope' });
    await revokeToken(deps, 'laptop');
    expect(await codeOf({ add: ['tasks'] })).toMatchObject({ code: 'token-revoked' });
  });
});

describe('several processes at once', () => {
  it('lose no row and make one key', async () => {
    const { home, deps } = await makeHome();
    const names = ['a', 'b', 'c', 'd'];
    const children = await Promise.all(
      names.map((name) => runChild(CHILD, ['mint', home, String(T0), name])),
    );
    expect(children.map(({ code, stderr }) => [code, stderr])).toEqual(names.map(() => [0, '']));
    const rows = await listTokens(deps);
    expect(rows).toHaveLength(20);
    expect(new Set(rows.map(({ keyId }) => keyId))).toEqual(new Set([currentKeyId(deps)]));
    expect(listKeyIds(deps)).toHaveLength(1);
  });

  it('give a name once', async () => {
    const { home, deps } = await makeHome();
    const children = await Promise.all(
      [1, 2, 3].map(() => runChild(CHILD, ['mint-one', home, String(T0), 'laptop'])),
    );
    expect(children.map(({ stdout }) => stdout.trim()).sort()).toEqual(['made', 'name-taken', 'name-taken']);
    expect(await listTokens(deps)).toHaveLength(1);
  });

  it('rotate with one survivor', async () => {
    const { home, deps } = await makeHome();
    await mintToken(deps, request());
    await Promise.all(
      ['rotate', 'rotate', 'rotate-key'].map((what) => runChild(CHILD, [what, home, String(T0), 'laptop'])),
    );
    expect(await listTokens(deps, { active: true })).toHaveLength(1);
    for (const { keyId } of await listTokens(deps)) expect(listKeyIds(deps)).toContain(keyId);
  });
});
