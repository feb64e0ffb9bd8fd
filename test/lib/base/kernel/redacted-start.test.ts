import { expect, it } from 'vitest';
import { label } from '../../../../src/lib/base/kernel/one-line.ts';
import { redactedStart } from '../../../../src/lib/base/kernel/redacted-start.ts';

const KEY = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkq'.repeat(112)}\n-----END PRIVATE KEY-----\n`;
const URL = 'postgres://admin:S3cretPassw0rd-of-prod@db.example.com/x';

it('cuts, and says so', () => {
  expect(redactedStart('short', 10)).toBe('short');
  expect(redactedStart('x'.repeat(11), 10)).toBe(`${'x'.repeat(10)}…`);
});

it('leaves no part of a secret, wherever the look for secrets ends', () => {
  for (let at = 2190; at < 2260; at += 3) {
    const shown = redactedStart(`${KEY.padEnd(at, 'x ')} ${URL} and more of it`, 500);
    expect(shown).not.toContain('S3cret');
  }
});

it('makes a label of one line, without secrets', () => {
  expect(label('Chores\n\n# Instructions\u0007\u001b[2J ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3gH6')).toMatch(
    /^Chores # Instructions \[2J \[secret/,
  );
});
