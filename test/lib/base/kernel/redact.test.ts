import { describe, expect, it } from 'vitest';
import { redact } from '../../../../src/lib/base/kernel/redact.ts';
import { SECRET_RULES } from '../../../../src/lib/base/kernel/secret-rules.ts';
import { SECRET_MASK, spanLines } from '../../../../src/lib/base/kernel/secret-spans.ts';
import { HARMLESS, jwt, LINES } from './fake-secrets.ts';

describe('redact', () => {
  it.each(LINES)('takes the value out of %j', (line, secret) => {
    expect(redact(`before\n${line}\nafter`)).not.toContain(secret);
  });

  it.each(HARMLESS)('leaves %j alone', (line) => {
    expect(redact(line)).toBe(line);
  });

  it('works without secretlint and is idempotent', () => {
    const once = redact(`Authorization: Bearer ${jwt()}\npassword=hunter2`);
    expect(once).toBe(`Authorization: Bearer ${SECRET_MASK}\npassword=${SECRET_MASK}`);
    expect(redact(once)).toBe(once);
  });

  it('still finds a secret behind 128 KiB of anything', () => {
    const size = 128 * 1024;
    const units = [
      'token:',
      'password ',
      'eyJ',
      'eyJa.',
      '-----BEGIN PRIVATE KEY-----\n',
      '://a:',
      '_KEY="',
      'a',
      ' ',
      'ghs_1_',
      '`',
      'Bearer ',
    ];
    for (const unit of units) {
      const masked = redact(`${unit.repeat(size / unit.length)}
password=hunter2x
`);
      expect(
        masked.endsWith(`
password=${SECRET_MASK}
`),
        unit,
      ).toBe(true);
    }
  });
});

it('stands at the cue of its rule, whatever the case', () => {
  const lines = LINES.flatMap(([line]) => [line, line.toUpperCase(), line.toLowerCase()]);
  const found = SECRET_RULES.flatMap(({ kind, cue, pattern }) =>
    [...lines, jwt()].flatMap((line) =>
      [...line.matchAll(pattern)].map(([match]) => [kind, match, new RegExp(cue, 'iu').test(match)] as const),
    ),
  );
  expect(new Set(found.map(([kind]) => kind)).size).toBeGreaterThanOrEqual(5);
  expect(found.filter(([, , hasCue]) => !hasCue)).toEqual([]);
});

describe('spanLines', () => {
  it('counts from 1', () => {
    const span = (start: number) => ({ start, end: start + 1, kind: 'x' });
    expect(spanLines('a\nb\n\nc', [0, 2, 5].map(span))).toEqual([1, 2, 4]);
  });
});
