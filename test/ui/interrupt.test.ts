import { describe, expect, test } from 'vitest';
import { listenForInterrupt } from '../../src/ui/interrupt.ts';

/** Calls the newest listener, as a signal would; tests must not signal the process that they run in. */
function press(): void {
  const newest = process.listeners('SIGINT').at(-1);
  if (!newest) throw new Error('nobody listens');
  newest('SIGINT');
}

describe('Ctrl-C', () => {
  test('asks first and insists the second time', () => {
    let ends = 0;
    const interrupt = listenForInterrupt(60_000, () => {
      ends++;
    });
    expect(interrupt.signal.aborted).toBe(false);
    press();
    expect({ asked: interrupt.signal.aborted, ends }).toEqual({ asked: true, ends: 0 });
    press();
    expect(ends).toBe(1);
    interrupt.close();
  });

  test('ends at once where no grace is given', () => {
    let ends = 0;
    const interrupt = listenForInterrupt(0, () => {
      ends++;
    });
    press();
    expect({ asked: interrupt.signal.aborted, ends }).toEqual({ asked: false, ends: 1 });
    interrupt.close();
  });

  test('ends by itself when the grace is over', async () => {
    await new Promise<void>((resolve) => {
      const interrupt = listenForInterrupt(1, () => {
        interrupt.close();
        resolve();
      });
      press();
      // The timer of the grace does not hold the process up, so something else has to.
      setTimeout(() => {}, 1_000);
    });
  });

  test('is left alone afterwards', () => {
    const before = process.listenerCount('SIGINT');
    listenForInterrupt(0, () => {}).close();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
