/** Tokens. Nobody gets more out of them than the own token allows. */
import { z } from '@hono/zod-openapi';
import { parseDuration } from '../../../base/auth/duration.ts';
import { SCOPE_NAMES } from '../../../base/auth/scopes.ts';
import {
  listTokens as allTokens,
  type MintedToken,
  mintToken as mint,
  revokeToken as revoke,
  rotateToken as rotate,
  stateOf,
} from '../../../base/auth/tokens.ts';
import type { Principal } from '../../../base/auth/verify.ts';
import { RefusedError, UserError } from '../../../base/kernel/errors.ts';
import { TOKEN_KINDS, type TokenRow } from '../../../base/store/token-row.ts';
import { defineOperation, type RestContext } from '../operation.ts';
import { NewToken, Token, tokenOf } from '../schemas.ts';

/** A name or an id; too short for a token, which does not belong into an address. */
const params = z.strictObject({ name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/) });

export const listTokens = defineOperation({
  id: 'listTokens',
  method: 'get',
  path: '/api/tokens',
  tag: 'tokens',
  summary: 'Tokens, oldest first; never the secrets.',
  admin: true,
  effect: 'read',
  query: z.strictObject({
    kind: z.enum(TOKEN_KINDS).optional(),
    active: z.enum(['true', 'false']).optional().describe('Only those that can be used now.'),
  }),
  answer: z.strictObject({ tokens: z.array(Token) }),
  run: async ({ auth }, { query: { kind, active } }) => {
    return { tokens: (await allTokens(auth, { kind, active: active === 'true' })).map(tokenOf) };
  },
});

export const mintToken = defineOperation({
  id: 'mintToken',
  method: 'post',
  path: '/api/tokens',
  tag: 'tokens',
  summary: 'Makes a token and gives it, once. It can have no scope that the own token lacks.',
  admin: true,
  effect: 'outside',
  body: z.strictObject({
    name: z.string().min(1).max(64),
    kind: z.enum(TOKEN_KINDS).default('mcp'),
    scopes: z.array(z.enum(SCOPE_NAMES)).min(1).max(SCOPE_NAMES.length),
    subject: z.string().min(1).max(128).optional().describe('Who it speaks for; its name if left out.'),
    ttl: z.string().max(20).default('1y').describe('How long it lives: 8h, 30d, 1y.'),
  }),
  status: 201,
  answer: NewToken,
  problems: [409],
  run: async (context, { body: { name, kind, scopes, subject = name, ttl } }) => {
    assertWithin(context.principal, scopes);
    const ttlSeconds = parseDuration(ttl);
    return minted(context, await mint(context.auth, { name, kind, scopes, subject, ttlSeconds }));
  },
});

export const revokeToken = defineOperation({
  id: 'revokeToken',
  method: 'post',
  path: '/api/tokens/{name}/revoke',
  tag: 'tokens',
  summary: 'Ends a token at once, given its name or id. A second time changes nothing.',
  admin: true,
  effect: 'outside',
  params,
  answer: Token,
  problems: [404],
  run: async (context, { params: { name } }) => shown(context, (await revoke(context.auth, name)).row),
});

export const rotateToken = defineOperation({
  id: 'rotateToken',
  method: 'post',
  path: '/api/tokens/{name}/rotate',
  tag: 'tokens',
  summary: 'Replaces a token by a new one, which is given once; the old one ends. Not for tokens of agents.',
  admin: true,
  effect: 'outside',
  params,
  answer: NewToken,
  problems: [404, 409],
  run: async (context, { params: { name } }) => {
    const { auth, agents, store, principal } = context;
    if (await agents?.ownsToken(name)) {
      throw new UserError(
        `The token ${name} stands in the config of that agent, which has to get the new one`,
        {
          code: 'agent-token',
          hint: `nerve token rotate ${name}`,
        },
      );
    }
    assertWithin(principal, (await store.tokens.byName(name))?.scopes ?? []);
    return minted(context, await rotate(auth, name));
  },
});

/** @throws RefusedError (`missing-scope`): else every token that may make tokens could do everything. */
function assertWithin({ name, scopes }: Principal, wanted: readonly string[]): void {
  const beyond = wanted.filter((scope) => !scopes.includes(scope));
  if (beyond.length === 0) return;
  throw new RefusedError(`The token ${name} cannot give what it does not have: ${beyond.join(', ')}`, {
    code: 'missing-scope',
    hint: 'make it on the command line: nerve token mint',
  });
}

function minted(context: RestContext, { token, row }: MintedToken) {
  return { token, ...shown(context, row) };
}

function shown({ auth }: RestContext, row: TokenRow) {
  return tokenOf({ ...row, state: stateOf(row, auth.clock.now()) });
}
