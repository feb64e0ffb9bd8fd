/** Session ids: signed, bound to their principal, readable by another process with the same key. */
import { describe, expect, test } from 'vitest';
import { createSessionIds, type Session } from '../../../../src/lib/protocols/mcp/session-id.ts';
import { sign, verify } from '../../../../src/lib/protocols/mcp/signature.ts';

const KEY = Buffer.alloc(32, 1);
const facts: Omit<Session, 'id'> = {
  issuedAt: 1_700_000_000_000,
  protocolVersion: '2025-06-18',
  client: { info: { name: 'codex-mcp-client', version: '0.169.0' }, capabilities: {} },
};

describe('a session id', () => {
  test('tells another process all that is needed', () => {
    const { text, session } = createSessionIds(KEY).mint('me', facts);
    expect(createSessionIds(KEY).read(text, 'me')).toEqual(session);
    expect(session).toMatchObject(facts);
    expect(text).toMatch(/^[\w.-]+$/);
    expect(text.length).toBeLessThan(200);
  });

  test.each([
    [{}, {}],
    [{ elicitation: {} }, { elicitation: {} }],
    [{ elicitation: { form: {}, url: {} } }, { elicitation: { form: {}, url: {} } }],
    [
      { sampling: { tools: {} }, roots: { listChanged: true } },
      { sampling: { tools: {} }, roots: {} },
    ],
    [{ elicitation: 'yes', extensions: { x: {} } }, {}],
  ])('keeps of %j what a server may ask for', (capabilities, kept) => {
    const { text } = createSessionIds(KEY).mint('me', {
      ...facts,
      client: { info: undefined, capabilities } as never,
    });
    expect(createSessionIds(KEY).read(text, 'me')?.client).toEqual({ info: undefined, capabilities: kept });
  });

  test('stays short whatever a client calls itself', () => {
    const info = { name: 'ü'.repeat(5_000), version: '1'.repeat(5_000) };
    const { text } = createSessionIds(KEY).mint('me', { ...facts, client: { info, capabilities: {} } });
    expect(text.length).toBeLessThan(500);
    expect(createSessionIds(KEY).read(text, 'me')?.client.info?.name).toBe('ü'.repeat(64));
  });

  test('is never the same twice', () => {
    const ids = createSessionIds(KEY);
    expect(ids.mint('me', facts).text).not.toBe(ids.mint('me', facts).text);
  });

  const { text } = createSessionIds(KEY).mint('me', facts);
  const [payload = '', mac = ''] = text.split('.');
  const flipped = Buffer.from(payload, 'base64url');
  flipped[5] = (flipped[5] ?? 0) ^ 1;
  test.each([
    ['of another principal', text, 'them', KEY],
    ['of another key', text, 'me', Buffer.alloc(32, 2)],
    ['with a changed payload', `${flipped.toString('base64url')}.${mac}`, 'me', KEY],
    ['with a cut signature', text.slice(0, -1), 'me', KEY],
    ['with a longer signature', `${text}A`, 'me', KEY],
    ['without a signature', payload, 'me', KEY],
    ['with nothing before the point', `.${mac}`, 'me', KEY],
    ['that is empty', '', 'me', KEY],
    ['that is endless', 'A'.repeat(100_000), 'me', KEY],
    ['signed for something else', sign(KEY, '[]', ['mcp-request-state', 'me']), 'me', KEY],
  ])('%s is none', (_what, candidate, principal, key) => {
    expect(createSessionIds(key).read(candidate, principal)).toBeUndefined();
  });

  test('that was read for its owner is still none for others, and forgetting it costs nothing', () => {
    const ids = createSessionIds(KEY);
    const { text: first } = ids.mint('me', facts);
    expect(ids.read(first, 'them')).toBeUndefined();
    for (let at = 0; at < 3_000; at += 1) ids.mint('me', facts);
    expect(ids.read(first, 'me')).toBeDefined();
    expect(ids.read(first, 'them')).toBeUndefined();
  });
});

test('what a signature is bound to cannot be shifted from one part to the next', () => {
  const text = sign(KEY, 'x', ['a', 'bc']);
  expect(verify(KEY, text, ['a', 'bc'])).toBe('x');
  expect(verify(KEY, text, ['ab', 'c'])).toBeUndefined();
  expect(verify(KEY, text, ['a', 'bc', ''])).toBeUndefined();
});
