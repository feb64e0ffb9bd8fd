import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createStyle, PLAIN, wantsColor } from '../../src/ui/style.ts';

describe('colour is wanted', () => {
  test.each([
    [true, { isTTY: true }],
    [false, { isTTY: false }],
    [false, { isTTY: true, env: { TERM: 'dumb' } }],
    [false, { isTTY: true, env: { NO_COLOR: '1' } }],
    [true, { isTTY: true, env: { NO_COLOR: '' } }],
    [false, { isTTY: true, noColor: true }],
    [true, { isTTY: false, env: { FORCE_COLOR: '1' } }],
    [true, { isTTY: false, env: { FORCE_COLOR: '1', TERM: 'dumb' } }],
    [false, { isTTY: true, env: { FORCE_COLOR: '0' } }],
    [false, { isTTY: true, env: { FORCE_COLOR: 'false' } }],
    [false, { isTTY: false, env: { FORCE_COLOR: '1', NO_COLOR: '1' } }],
    [false, { isTTY: false, env: { FORCE_COLOR: '1' }, noColor: true }],
  ])('%s with %j', (wanted, wishes) => {
    expect(wantsColor({ env: {}, noColor: false, ...wishes })).toBe(wanted);
  });
});

test('paints, or leaves texts as they are', async () => {
  expect(await createStyle(false)).toBe(PLAIN);
  for (const paint of Object.values(PLAIN)) expect(paint('text')).toBe('text');
  const { bold, dim, red, green, yellow, cyan } = await createStyle(true);
  const painted = [bold, dim, red, green, yellow, cyan].map((paint) => paint('text'));
  for (const text of painted) expect(stripVTControlCharacters(text)).toBe('text');
  expect(new Set(painted).size).toBe(6);
});
