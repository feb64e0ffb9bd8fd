import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  agentTokenFile,
  agentTokenPath,
  agentTokenState,
  readAgentToken,
} from '../../../../src/lib/base/auth/agent-token.ts';
import { adoptAgentToken, prepareAgentToken } from '../../../../src/lib/base/auth/prepare-agent-token.ts';
import { agentScopes } from '../../../../src/lib/base/auth/scopes.ts';
import { changeScopes, listTokens, mintToken, revokeToken } from '../../../../src/lib/base/auth/tokens.ts';
import { createVerifier } from '../../../../src/lib/base/auth/verify.ts';
import { encode, type Home, makeHome, request, T0, thrownBy } from './helpers.ts';

const DAY = 86_400_000;

function put(home: Home, content: string | Buffer, agent = 'codex'): void {
  const path = agentTokenPath(home.deps.paths, agent);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, content, { mode: 0o600 });
}

const jwt = (claims: Record<string, unknown>): string =>
  `${encode({ alg: 'HS256' })}.${encode({ kind: 'mcp', sub: 'codex', jti: 'T1', scope: 'read', ...claims })}.x`;

describe('the file of an agent', () => {
  it('is read without keys or database', async () => {
    const home = await makeHome();
    const { token, row, path } = await prepareAgentToken(home.deps, 'codex');
    expect(path).toBe(join(home.home, 'secrets', 'agents', 'codex'));
    expect(readAgentToken(home.deps, 'codex')).toBeUndefined();
    put(home, agentTokenFile(token));
    expect(readFileSync(path, 'utf8')).toBe(`${token}\n`);
    const { system, paths } = home.deps;
    const expected = { token, jti: row.jti, issuedAt: T0, expiresAt: T0 + 365 * DAY };
    expect(readAgentToken({ system, paths }, 'codex')).toEqual(expected);
  });

  const year = { iat: T0 / 1000, exp: (T0 + 365 * DAY) / 1000 };
  const decade = { iat: T0 / 1000, exp: (T0 + 3650 * DAY) / 1000 };
  const shift = { iat: T0 / 1000, exp: T0 / 1000 + 8 * 3600 };
  it.each([
    ['valid', jwt(year), T0],
    ['valid', jwt(year), T0 - DAY],
    ['valid', jwt(year), T0 + 335 * DAY],
    ['expiring', jwt(year), T0 + 335 * DAY + 1],
    ['expiring', jwt(year), T0 + 365 * DAY - 1],
    ['expired', jwt(year), T0 + 365 * DAY],
    ['valid', jwt(decade), T0 + 3620 * DAY],
    ['expiring', jwt(decade), T0 + 3621 * DAY],
    ['valid', jwt(shift), T0 + 7.2 * 3_600_000],
    ['expiring', jwt(shift), T0 + 7.2 * 3_600_000 + 1],
    ['malformed', '', T0],
    ['malformed', 'sk-something', T0],
    ['malformed', jwt({}), T0],
    ['malformed', jwt({ ...year, exp: 'soon' }), T0],
    ['malformed', jwt({ ...year, exp: 1e300 }), T0],
    ['malformed', jwt({ ...year, jti: null }), T0],
    ['malformed', jwt({ ...year, pad: 'x'.repeat(9000) }), T0],
    ['malformed', '\u{0}'.repeat(20), T0],
  ])('is %s', async (state, content, now) => {
    const home = await makeHome();
    put(home, `${content}\n`);
    expect(agentTokenState(home.deps, 'codex', new Date(now))).toBe(state);
  });

  it('may be missing', async () => {
    const { deps } = await makeHome();
    expect(agentTokenState(deps, 'codex', new Date(T0))).toBe('missing');
  });

  it.each(['../keys/current', '..', 'a/b', '', '/etc/passwd', 'A'])(
    'has no other place (%j)',
    async (agent) => {
      const { deps } = await makeHome();
      for (const work of [
        () => readAgentToken(deps, agent),
        () => agentTokenState(deps, agent, new Date(T0)),
        () => prepareAgentToken(deps, agent),
        () => adoptAgentToken(deps, agent),
      ]) {
        expect(await thrownBy(work)).toMatchObject({ code: 'bad-name', exit: 2 });
      }
    },
  );
});

describe('a prepared token', () => {
  it('works beside the old one until it is committed', async () => {
    const { deps } = await makeHome();
    const old = await prepareAgentToken(deps, 'codex');
    await old.commit();
    const fresh = await prepareAgentToken(deps, 'codex', { ttlSeconds: 86_400 });
    const verifier = createVerifier(deps);
    expect(await verifier.verify(old.token, 'mcp')).toMatchObject({ ok: true });
    expect(await verifier.verify(fresh.token, 'mcp')).toMatchObject({
      ok: true,
      principal: { scopes: agentScopes },
    });
    await fresh.commit();
    await fresh.commit();
    expect(await verifier.verify(old.token)).toEqual({ ok: false, reason: 'revoked' });
    expect(await verifier.verify(fresh.token)).toMatchObject({ ok: true });
    await fresh.discard();
    expect(await verifier.verify(fresh.token)).toMatchObject({ ok: true });
    expect(await listTokens(deps, { active: true })).toMatchObject([{ name: 'codex', jti: fresh.row.jti }]);
  });

  it('allows what the one before it allowed', async () => {
    const { deps } = await makeHome();
    await (await prepareAgentToken(deps, 'codex')).commit();
    await changeScopes(deps, 'codex', { set: ['read', 'api'] });
    expect((await prepareAgentToken(deps, 'codex')).row.scopes).toEqual(['read', 'api']);
  });

  it('leaves nothing when it is discarded', async () => {
    const { deps } = await makeHome();
    const old = await prepareAgentToken(deps, 'codex');
    await old.commit();
    const before = await listTokens(deps);
    const fresh = await prepareAgentToken(deps, 'codex');
    await fresh.discard();
    await fresh.discard();
    expect(await listTokens(deps)).toEqual(before);
    const verifier = createVerifier(deps);
    expect(await verifier.verify(fresh.token)).toEqual({ ok: false, reason: 'unknown-token' });
    expect(await verifier.verify(old.token)).toMatchObject({ ok: true });
    expect(await thrownBy(() => fresh.commit())).toMatchObject({ code: 'token-revoked', exit: 4 });
  });

  it('is ended with the name before it is committed', async () => {
    const { deps } = await makeHome();
    const fresh = await prepareAgentToken(deps, 'codex');
    await revokeToken(deps, 'codex');
    expect(await thrownBy(() => fresh.commit())).toMatchObject({ code: 'token-revoked', exit: 4 });
    expect(await createVerifier(deps).verify(fresh.token)).toEqual({ ok: false, reason: 'revoked' });
  });

  it('does not take a name from somebody else', async () => {
    const { deps } = await makeHome();
    const { token } = await mintToken(deps, request({ name: 'codex' }));
    const error = await thrownBy(() => prepareAgentToken(deps, 'codex'));
    expect(error).toMatchObject({ code: 'name-taken', exit: 2, hint: 'nerve token revoke codex' });
    expect(await createVerifier(deps).verify(token)).toMatchObject({ ok: true });
    await revokeToken(deps, 'codex');
    await (await prepareAgentToken(deps, 'codex')).commit();
  });

  it('may stand for an agent under another name and with other scopes', async () => {
    const { deps } = await makeHome();
    const { token } = await prepareAgentToken(deps, 'codex-env', {
      subject: 'codex',
      scopes: ['environments'],
    });
    const principal = { name: 'codex-env', subject: 'codex', scopes: ['environments'], kind: 'mcp' };
    expect(await createVerifier(deps).verify(token)).toMatchObject({ ok: true, principal });
    expect(await thrownBy(() => prepareAgentToken(deps, 'x', { scopes: ['all'] }))).toMatchObject({
      code: 'unknown-scope',
    });
  });

  it('is adopted after a kill between its file and the commit', async () => {
    const home = await makeHome();
    const old = await prepareAgentToken(home.deps, 'codex');
    await old.commit();
    expect(await adoptAgentToken(home.deps, 'codex')).toBe(false);
    const fresh = await prepareAgentToken(home.deps, 'codex');
    put(home, agentTokenFile(fresh.token));
    expect(await adoptAgentToken(home.deps, 'codex')).toBe(true);
    expect(await adoptAgentToken(home.deps, 'codex')).toBe(true);
    expect(await listTokens(home.deps, { active: true })).toMatchObject([{ jti: fresh.row.jti }]);
    put(home, agentTokenFile(old.token));
    expect(await adoptAgentToken(home.deps, 'codex')).toBe(false);
    put(home, agentTokenFile(`${fresh.token.slice(0, -4)}AAAA`));
    expect(await adoptAgentToken(home.deps, 'codex')).toBe(false);
  });
});
