import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../../src/lib/base/auth/duration.ts';
import { UserError } from '../../../../src/lib/base/kernel/errors.ts';

describe('durations', () => {
  it.each([
    ['90s', 90, '90s'],
    ['15m', 900, '15m'],
    ['90m', 5400, '90m'],
    ['8h', 28_800, '8h'],
    ['24h', 86_400, '1d'],
    ['30d', 2_592_000, '30d'],
    ['2w', 1_209_600, '14d'],
    ['365d', 31_536_000, '1y'],
    ['10y', 315_360_000, '10y'],
    [' 1 Y ', 31_536_000, '1y'],
    ['0s', 0, '0s'],
  ])('%j is %d seconds, written %s', (text, seconds, written) => {
    expect(parseDuration(text)).toBe(seconds);
    expect(formatDuration(seconds)).toBe(written);
    expect(parseDuration(written)).toBe(seconds);
  });

  it.each(['', '30', 'd', '-1d', '1.5h', '1e3s', '1d12h', '5 months', '٣d', '99999999999d', '999999999y'])(
    '%j is refused',
    (text) => {
      expect(() => parseDuration(text)).toThrow(UserError);
    },
  );
});
