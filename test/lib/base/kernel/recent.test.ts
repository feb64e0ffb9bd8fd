import { describe, expect, it } from 'vitest';
import { createRecent } from '../../../../src/lib/base/kernel/recent.ts';

describe('createRecent', () => {
  it('remembers the half that was used last, and no more than it may', () => {
    const recent = createRecent<number, string>(10);
    for (let key = 0; key < 100; key += 1) recent.set(key, `${key}`);
    const kept = Array.from({ length: 100 }, (_, key) => key).filter((key) => recent.get(key) !== undefined);
    expect(kept.length).toBeLessThanOrEqual(10);
    expect(kept).toEqual(expect.arrayContaining([95, 96, 97, 98, 99]));
  });

  it('keeps what is used, whatever comes between', () => {
    const recent = createRecent<number, string>(4);
    recent.set(-1, 'used');
    for (let key = 0; key < 50; key += 1) {
      recent.set(key, 'passing');
      expect(recent.get(-1)).toBe('used');
    }
  });

  it('takes a new value for a key, and forgets all when told', () => {
    const recent = createRecent<string, number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    recent.set('a', 3);
    expect(recent.get('a')).toBe(3);
    recent.clear();
    expect([recent.get('a'), recent.get('b')]).toEqual([undefined, undefined]);
  });

  it('remembers nothing where there is no room', () => {
    const recent = createRecent<string, number>(0);
    recent.set('a', 1);
    expect(recent.get('a')).toBeUndefined();
  });
});
