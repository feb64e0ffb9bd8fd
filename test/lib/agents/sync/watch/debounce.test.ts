import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDebounce } from '../../../../../src/lib/agents/sync/watch/debounce.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function debounce() {
  const start = performance.now();
  const calls: number[] = [];
  const made = createDebounce({ quietMs: 60, atMostMs: 500, monotonic: () => performance.now() }, () =>
    calls.push(Math.round(performance.now() - start)),
  );
  return { ...made, calls };
}

describe('many hints', () => {
  test('make one call, when it is quiet', () => {
    const { hit, calls } = debounce();
    for (let at = 0; at < 10; at += 1) {
      hit();
      vi.advanceTimersByTime(20);
    }
    expect(calls).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(calls).toEqual([240]);
  });

  test('without an end make a call after half a second each', () => {
    const { hit, calls } = debounce();
    for (let at = 0; at < 100; at += 1) {
      hit();
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(1000);
    expect(calls).toEqual([500, 1000]);
  });

  test('far apart make a call each', () => {
    const { hit, calls } = debounce();
    for (let at = 0; at < 3; at += 1) {
      hit();
      vi.advanceTimersByTime(100);
    }
    expect(calls).toEqual([60, 160, 260]);
  });
});

test('nothing is called after the end', () => {
  const { hit, close, calls } = debounce();
  hit();
  close();
  vi.advanceTimersByTime(1000);
  expect(calls).toEqual([]);
});
