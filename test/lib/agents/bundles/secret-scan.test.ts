import { describe, expect, it } from 'vitest';
import { looksSuspicious, scanSecrets } from '../../../../src/lib/agents/bundles/secret-scan.ts';
import { findSecrets } from '../../../../src/lib/base/kernel/redact.ts';
import { maskSpans, SECRET_MASK } from '../../../../src/lib/base/kernel/secret-spans.ts';
import { HARMLESS, LINES, privateKey, scramble, TOKENS } from '../../base/kernel/fake-secrets.ts';

const mask = async (text: string): Promise<string> => maskSpans(text, await scanSecrets(text));

/** No stretch of the secret, twelve characters or the whole of it, is left. */
function expectGone(text: string, secret: string): void {
  const size = Math.min(12, secret.length);
  for (let at = 0; at + size <= secret.length; at++) expect(text).not.toContain(secret.slice(at, at + size));
}

describe('scanSecrets', () => {
  it.each(TOKENS)('finds a token of %s wherever it stands', async (_, token) => {
    for (const around of [
      '@',
      'a line with @ in it',
      '`@`',
      '"@"',
      '<@>',
      '(@).',
      'x=@',
      '日本@語',
      '\n\n- @\n',
    ]) {
      const masked = await mask(around.replace('@', () => token));
      expectGone(masked, token);
      expect(masked).toContain(SECRET_MASK);
    }
  });

  it.each(TOKENS)('would ask secretlint about %s if our own rules missed it', (_, token) => {
    expect(looksSuspicious(`see ${token} there`) || findSecrets(token).length > 0).toBe(true);
  });

  it.each(LINES)('finds the value in %j', async (line, secret) => {
    const masked = await mask(`before\n${line}\nafter`);
    expectGone(masked, secret);
    expect(masked).toMatch(/^before\n[\s\S]*\nafter$/);
  });

  it.each(HARMLESS)('leaves %j alone', async (line) => {
    expect(await mask(line)).toBe(line);
  });

  it.each(['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED '])('finds a private key of kind %j', async (label) => {
    const key = privateKey(label);
    expect(await mask(`a\n${key}\nb`)).toBe(`a\n${SECRET_MASK}\nb`);
    expect(await mask(`{"private_key": ${JSON.stringify(`${key}\n`)}}`)).not.toContain(key.slice(40, 60));
  });

  it('finds a private key that was cut off, and keeps the text after it', async () => {
    const key = privateKey().split('\n').slice(0, 4).join('\n');
    expect(await mask(`a\n${key}\n\nThe rest of the page, with words.\n`)).toBe(
      `a\n${SECRET_MASK}\n\nThe rest of the page, with words.\n`,
    );
    expect(await mask(`${key}\n${privateKey('EC ')}\nend`)).toBe(`${SECRET_MASK}\n${SECRET_MASK}\nend`);
  });

  it('cannot be switched off by a comment in the text', async () => {
    const [, token] = TOKENS[1] ?? ['', ''];
    expectGone(await mask(`<!-- secretlint-disable -->\n${token}\n`), token);
    const url = `https://hooks.${'slack'}.com/services/T${scramble(8)}/B${scramble(8, 2)}/${scramble(24, 3)}`;
    expectGone(await mask(`<!-- secretlint-disable -->\n${url}\n`), url.slice(-24));
  });

  it('uses secretlint for what our own rules do not know', async () => {
    const url = `https://hooks.${'slack'}.com/services/T${scramble(8)}/B${scramble(8, 2)}/${scramble(24, 3)}`;
    expect(findSecrets(url)).toEqual([]);
    expect(await scanSecrets(`see ${url} there`)).toEqual([{ start: 4, end: 4 + url.length, kind: 'slack' }]);
  });

  it('finds every one of thousands, on one line or many', async () => {
    for (const separator of ['\n', ' ']) {
      const tokens = Array.from({ length: 2000 }, (_, seed) => `gh${'p'}_${scramble(36, seed)}`);
      const spans = await scanSecrets(tokens.join(separator));
      expect(spans.length).toBe(2000);
      const hooks = tokens.map(
        (token) => `https://hooks.${'slack'}.com/services/T${token.slice(4, 12)}/B1/${token.slice(12)}`,
      );
      expect((await scanSecrets(hooks.join(separator))).length).toBe(2000);
    }
  });

  it('finds nothing in text that is already masked', async () => {
    const all = [...TOKENS.map(([, token]) => token), ...LINES.map(([line]) => line), privateKey()].join(
      '\n',
    );
    const masked = await mask(all);
    expect(await scanSecrets(masked)).toEqual([]);
    for (const [, secret] of [...TOKENS, ...LINES]) expectGone(masked, secret);
  });
});
