import { describe, expect, it } from 'vitest';
import { createLimits } from '../../../../src/lib/hub/server/limits.ts';

function limitsAt(options: { rate?: number; burst?: number; concurrency?: number } = {}) {
  let time = 0;
  const limits = createLimits({ rate: 10, burst: 3, concurrency: 2, ...options, now: () => time });
  return {
    limits,
    wait: (ms: number) => {
      time += ms;
    },
  };
}

describe('createLimits', () => {
  it('lets a burst in, then as many as the rate allows', () => {
    const { limits, wait } = limitsAt({ concurrency: 100 });
    for (let i = 0; i < 3; i++) expect(limits.enter('a')).toBeTypeOf('function');
    expect(limits.enter('a')).toEqual({ retryAfter: 1 });
    wait(100);
    expect(limits.enter('a')).toBeTypeOf('function');
    expect(limits.enter('a')).toEqual({ retryAfter: 1 });
  });

  it('counts what is under way', () => {
    const { limits } = limitsAt({ burst: 100 });
    const leave = limits.enter('a');
    limits.enter('a');
    expect(limits.enter('a')).toEqual({ retryAfter: 1 });
    if (typeof leave === 'function') leave();
    expect(limits.enter('a')).toBeTypeOf('function');
  });

  it('keeps principals apart', () => {
    const { limits } = limitsAt();
    for (let i = 0; i < 5; i++) limits.enter('a');
    expect(limits.enter('b')).toBeTypeOf('function');
  });
});
