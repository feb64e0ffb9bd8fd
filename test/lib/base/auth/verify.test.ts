import { describe, expect, it, vi } from 'vitest';
import { mintToken, revokeToken } from '../../../../src/lib/base/auth/tokens.ts';
import { createVerifier, type RefusalReason } from '../../../../src/lib/base/auth/verify.ts';
import { UnavailableError } from '../../../../src/lib/base/kernel/errors.ts';
import { encode, forge, type Home, makeHome, otherDeps, request, runChild, T0 } from './helpers.ts';

const CHILD = new URL('./child.ts', import.meta.url);
const NOW = T0 / 1000;

async function minted(changes = {}): Promise<Home & Awaited<ReturnType<typeof mintToken>>> {
  const home = await makeHome();
  return { ...home, ...(await mintToken(home.deps, request(changes))) };
}

describe('a good token', () => {
  it('gives its principal', async () => {
    const { deps, token, row } = await minted();
    expect(await createVerifier(deps).verify(token, 'api')).toEqual({
      ok: true,
      principal: {
        jti: row.jti,
        name: 'laptop',
        kind: 'api',
        subject: 'ann',
        scopes: ['read', 'api'],
        expiresAt: T0 + 3_600_000,
      },
    });
  });

  it('says what it is in standard claims', async () => {
    const { token, row } = await minted();
    const [header, claims] = token
      .split('.', 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT', kid: row.keyId });
    const times = { iat: NOW, exp: NOW + 3600 };
    expect(claims).toEqual({
      iss: 'nerve',
      aud: 'nerve',
      kind: 'api',
      sub: 'ann',
      jti: row.jti,
      scope: 'read api',
      ...times,
    });
  });
});

describe('a bad token', () => {
  type Forger = (given: Awaited<ReturnType<typeof minted>>) => string | Promise<string>;
  const part = (token: string, index: number): string => token.split('.')[index] ?? '';
  const claimsOf = (token: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part(token, 1), 'base64url').toString());
  const signed =
    (claims: Record<string, unknown>, header: Record<string, unknown> = {}): Forger =>
    ({ deps, row, token }) =>
      forge(deps, row.keyId, { ...claimsOf(token), ...claims }, header);
  const unsigned =
    (header: Record<string, unknown>): Forger =>
    ({ row, token }) =>
      `${encode({ typ: 'JWT', kid: row.keyId, ...header })}.${part(token, 1)}.${part(token, 2)}`;

  const cases: readonly [string, RefusalReason, Forger][] = [
    ['nothing', 'malformed', () => ''],
    ['words', 'malformed', () => 'let me in'],
    ['two parts', 'malformed', ({ token }) => token.split('.').slice(0, 2).join('.')],
    ['four parts', 'malformed', ({ token }) => `${token}.x`],
    ['a line end', 'malformed', ({ token }) => `${token}\n`],
    ['a header that is a list', 'malformed', ({ token }) => `${encode([])}.${part(token, 1)}.x`],
    ['more than 8 KiB', 'malformed', signed({ pad: 'x'.repeat(8192) })],
    [
      'alg none',
      'malformed',
      ({ token, row }) => `${encode({ alg: 'none', typ: 'JWT', kid: row.keyId })}.${part(token, 1)}.`,
    ],
    ['alg None with a signature', 'malformed', unsigned({ alg: 'None' })],
    ['HS512', 'malformed', unsigned({ alg: 'HS512' })],
    ['RS256', 'malformed', unsigned({ alg: 'RS256' })],
    ['another type', 'malformed', signed({}, { typ: 'at+jwt' })],
    ['no type', 'malformed', signed({}, { typ: undefined })],
    ['an unknown critical header', 'malformed', signed({}, { crit: ['b64'], b64: false })],
    ['no key id', 'unknown-key', signed({}, { kid: undefined })],
    ['a key id that is a path', 'unknown-key', signed({}, { kid: '../keys/current' })],
    ['a key id of another hub', 'unknown-key', signed({}, { kid: 'abcdefabcdef' })],
    ['a key id that is no text', 'unknown-key', signed({}, { kid: { toString: 1 } })],
    [
      'wider scopes',
      'bad-signature',
      ({ token }) =>
        `${part(token, 0)}.${encode({ ...claimsOf(token), scope: 'admin execute' })}.${part(token, 2)}`,
    ],
    [
      'another signature',
      'bad-signature',
      ({ token }) => `${part(token, 0)}.${part(token, 1)}.${Buffer.alloc(32, 1).toString('base64url')}`,
    ],
    ['no signature', 'bad-signature', ({ token }) => `${part(token, 0)}.${part(token, 1)}.`],
    ['a past end', 'expired', signed({ exp: NOW - 5 })],
    ['another audience', 'wrong-audience', signed({ aud: 'elsewhere' })],
    ['no audience', 'wrong-audience', signed({ aud: undefined })],
    ['another issuer', 'wrong-audience', signed({ iss: 'elsewhere' })],
    ['no end', 'malformed', signed({ exp: undefined })],
    ['an end that is text', 'malformed', signed({ exp: 'tomorrow' })],
    ['an end beyond all dates', 'malformed', signed({ exp: 1e300 })],
    ['no id', 'malformed', signed({ jti: undefined })],
    ['an id that is no text', 'malformed', signed({ jti: 7 })],
    ['no kind', 'malformed', signed({ kind: undefined })],
    ['an id that was never handed out', 'unknown-token', signed({ jti: 'T0' })],
    ['wider scopes, signed with the stolen key', 'unknown-token', signed({ scope: 'admin execute' })],
    ['a later end, signed with the stolen key', 'unknown-token', signed({ exp: NOW + 999_999 })],
  ];

  it.each(cases)('with %s is refused: %s', async (_, reason, forger) => {
    const given = await minted();
    const token = await forger(given);
    const verifier = createVerifier(given.deps);
    expect(await verifier.verify(token)).toEqual({ ok: false, reason });
    expect(await verifier.verify(given.token)).toMatchObject({ ok: true });
    expect(await verifier.verify(token)).toEqual({ ok: false, reason });
  });

  it('of another kind is refused, cached or not', async () => {
    const { deps, token } = await minted();
    const verifier = createVerifier(deps);
    for (let turn = 0; turn < 2; turn++) {
      expect(await verifier.verify(token, 'mcp')).toEqual({ ok: false, reason: 'wrong-kind' });
      expect(await verifier.verify(token, 'api')).toMatchObject({ ok: true });
    }
  });

  it('that only differs in unused bits of its end is not the same token', async () => {
    const { deps, token } = await minted();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(token.at(-1) ?? '');
    const twin = token.slice(0, -1) + alphabet[last ^ 1];
    expect(Buffer.from(part(twin, 2), 'base64url')).toEqual(Buffer.from(part(token, 2), 'base64url'));
    expect(await createVerifier(deps).verify(twin)).toMatchObject({ ok: false });
  });
});

describe('time', () => {
  it.each(['remembered', 'not remembered'])('ends a token five seconds late (%s)', async (how) => {
    const { deps, clock, token } = await minted();
    const verifier = createVerifier(deps, { cacheSize: how === 'remembered' ? 10 : 0 });
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
    clock.set(T0 + 3_604_999);
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
    clock.set(T0 + 3_605_000);
    expect(await verifier.verify(token)).toEqual({ ok: false, reason: 'expired' });
    clock.set(T0 - 3_600_000);
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
  });

  it('does not bring a revoked token back', async () => {
    const { deps, clock, token } = await minted();
    await revokeToken(deps, 'laptop');
    clock.set(T0 - 1_000_000);
    expect(await createVerifier(deps).verify(token)).toEqual({ ok: false, reason: 'revoked' });
  });
});

describe('revocation', () => {
  it('is seen at once: by the same store, another store and another process', async () => {
    const home = await makeHome();
    const elsewhere = await otherDeps(home);
    const verifier = createVerifier(home.deps);
    for (const how of ['same', 'store', 'process']) {
      const { token } = await mintToken(home.deps, request({ name: how }));
      expect(await verifier.verify(token)).toMatchObject({ ok: true });
      expect(await verifier.verify(token)).toMatchObject({ ok: true });
      if (how === 'same') await revokeToken(home.deps, how);
      if (how === 'store') await revokeToken(elsewhere, how);
      if (how === 'process') {
        const child = await runChild(CHILD, ['revoke', home.home, String(T0), how]);
        expect(child).toMatchObject({ code: 0, stderr: '' });
      }
      expect(await verifier.verify(token)).toEqual({ ok: false, reason: 'revoked' });
    }
  });

  it('during a check is not remembered away', async () => {
    const home = await makeHome();
    const { token, row } = await mintToken(home.deps, request());
    const elsewhere = await otherDeps(home);
    const { store } = home.deps;
    const byId = async (jti: string) => {
      const found = await store.tokens.byId(jti);
      await elsewhere.store.tokens.revoke(row.jti, 'meanwhile');
      return found;
    };
    const deps = { ...home.deps, store: { ...store, tokens: { ...store.tokens, byId } } };
    const verifier = createVerifier(deps, { recordUse: false });
    await verifier.verify(token);
    expect(await verifier.verify(token)).toEqual({ ok: false, reason: 'revoked' });
  });
});

describe('the memory of a verifier', () => {
  it('saves the look into the table, is bounded, and forgets the least recently used', async () => {
    const { deps } = await makeHome();
    const tokens: string[] = [];
    for (const name of ['a', 'b', 'c']) tokens.push((await mintToken(deps, request({ name }))).token);
    const [a = '', b = '', c = ''] = tokens;
    const byId = vi.spyOn(deps.store.tokens, 'byId');
    const verifier = createVerifier(deps, { cacheSize: 2, recordUse: false });
    const looks = async (token: string): Promise<number> => {
      byId.mockClear();
      expect(await verifier.verify(token)).toMatchObject({ ok: true });
      return byId.mock.calls.length;
    };
    expect([await looks(a), await looks(b), await looks(a), await looks(c)]).toEqual([1, 1, 0, 1]);
    expect([await looks(a), await looks(b)]).toEqual([0, 1]);
  });
});

describe('the time of use', () => {
  it('is noted once a minute', async () => {
    const { deps, clock, token, row } = await minted();
    const verifier = createVerifier(deps);
    const used = async () => (await deps.store.tokens.byId(row.jti))?.lastUsedAt;
    await verifier.verify(token);
    await expect.poll(used).toBe(T0);
    clock.add(59_999);
    await verifier.verify(token);
    clock.add(1);
    await verifier.verify(token);
    await expect.poll(used).toBe(T0 + 60_000);
  });

  it('is not noted for a refused token', async () => {
    const { deps, token, row } = await minted();
    await createVerifier(deps).verify(token, 'node');
    expect(await deps.store.tokens.byId(row.jti)).toMatchObject({ lastUsedAt: null });
  });

  it('does not matter more than the answer', async () => {
    const { deps, token } = await minted();
    const { promise: locked, reject } = Promise.withResolvers<void>();
    const store = { ...deps.store, tokens: { ...deps.store.tokens, touchLastUsed: () => locked } };
    const errors: unknown[] = [];
    const verifier = createVerifier({ ...deps, store }, { onError: (error) => errors.push(error) });
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
    reject(new UnavailableError('busy', { code: 'database-busy' }));
    await expect.poll(() => errors).toMatchObject([{ code: 'database-busy' }]);
  });
});
