import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { oncePerTurn } from '../../../../src/lib/base/kernel/once-per-turn.ts';

it('asks once in each turn of the event loop', async () => {
  let asked = 0;
  const ask = oncePerTurn(() => {
    asked += 1;
    return asked;
  });
  expect([ask(), ask()]).toEqual([1, 1]);
  await Promise.resolve();
  expect(ask()).toBe(1);
  await turn();
  expect([ask(), ask()]).toEqual([2, 2]);
});
