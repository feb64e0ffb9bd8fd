import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../../../src/lib/base/auth/inspect.ts';
import { listKeyIds } from '../../../../src/lib/base/auth/keys.ts';
import { prepareAgentToken } from '../../../../src/lib/base/auth/prepare-agent-token.ts';
import { mintToken, revokeToken } from '../../../../src/lib/base/auth/tokens.ts';
import { forge, makeHome, request, T0 } from './helpers.ts';

describe('inspecting', () => {
  it('a good token and its name', async () => {
    const { deps } = await makeHome();
    const { token, row } = await mintToken(deps, request());
    const claims = {
      kind: 'api',
      sub: 'ann',
      jti: row.jti,
      iat: T0 / 1000,
      exp: T0 / 1000 + 3600,
      scope: 'read api',
    };
    expect(await inspectToken(deps, `${token}\n`)).toEqual({
      state: 'valid',
      reasons: [],
      claims,
      signed: true,
      row,
    });
    expect(await inspectToken(deps, 'laptop')).toEqual({
      state: 'valid',
      reasons: [],
      claims: undefined,
      signed: false,
      row,
    });
  });

  it('tells all that is wrong', async () => {
    const { deps, clock } = await makeHome();
    const { token } = await mintToken(deps, request());
    await revokeToken(deps, 'laptop');
    expect(await inspectToken(deps, token)).toMatchObject({
      state: 'revoked',
      reasons: ['revoked'],
      signed: true,
    });
    clock.add(7_200_000);
    const both = await inspectToken(deps, token);
    expect(both).toMatchObject({ state: 'revoked', signed: true, row: { name: 'laptop' } });
    expect([...both.reasons].sort()).toEqual(['expired', 'revoked']);
    expect(await inspectToken(deps, 'laptop')).toMatchObject({ state: 'revoked', reasons: ['revoked'] });
  });

  it('an expired one', async () => {
    const { deps, clock } = await makeHome();
    const { token } = await mintToken(deps, request());
    clock.add(7_200_000);
    expect(await inspectToken(deps, token)).toMatchObject({ state: 'expired', reasons: ['expired'] });
    expect(await inspectToken(deps, 'laptop')).toMatchObject({ state: 'expired', reasons: ['expired'] });
  });

  it('one of another hub, without believing it', async () => {
    const { deps } = await makeHome();
    const other = await makeHome();
    const { token } = await mintToken(other.deps, request());
    const result = await inspectToken(deps, token);
    expect(result).toMatchObject({
      state: 'invalid',
      reasons: ['unknown-key'],
      signed: false,
      row: undefined,
    });
    expect(result.claims).toMatchObject({ sub: 'ann' });
    expect(listKeyIds(deps)).toEqual([]);
  });

  it('one that borrows a known id', async () => {
    const { deps } = await makeHome();
    const { row } = await mintToken(deps, request());
    const claims = {
      iss: 'nerve',
      aud: 'nerve',
      kind: 'api',
      sub: 'ann',
      jti: row.jti,
      iat: T0 / 1000,
      scope: 'admin',
    };
    const forged = await forge(deps, row.keyId, { ...claims, exp: T0 / 1000 + 60 });
    expect(await inspectToken(deps, forged)).toMatchObject({
      state: 'unknown',
      reasons: ['unknown-token'],
      row: undefined,
    });
    const elsewhere = await forge(deps, row.keyId, { ...claims, aud: 'x', exp: T0 / 1000 - 60 });
    expect((await inspectToken(deps, elsewhere)).state).toMatch(/invalid|expired/);
  });

  it.each(['', ' ', '...', 'NOT A NAME', 'a.b.c!', '\0', 'e30.e30.X', `${'x'.repeat(9000)}`, 'W10.W10.x'])(
    'rubbish without failing: %j',
    async (text) => {
      const { deps } = await makeHome();
      const result = await inspectToken(deps, text);
      expect(result).toMatchObject({
        state: 'invalid',
        reasons: ['malformed'],
        signed: false,
        claims: undefined,
      });
    },
  );

  it('an unknown name and a pending token', async () => {
    const { deps } = await makeHome();
    expect(await inspectToken(deps, 'nobody')).toMatchObject({
      state: 'unknown',
      reasons: ['unknown-token'],
    });
    const { token } = await prepareAgentToken(deps, 'codex');
    expect(await inspectToken(deps, 'codex')).toMatchObject({ state: 'pending', reasons: [] });
    expect(await inspectToken(deps, token)).toMatchObject({ state: 'valid' });
  });

  it('is not a use', async () => {
    const { deps } = await makeHome();
    const { token, row } = await mintToken(deps, request());
    await inspectToken(deps, token);
    expect(await deps.store.tokens.byId(row.jti)).toMatchObject({ lastUsedAt: null });
  });
});
