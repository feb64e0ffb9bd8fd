/** The promises of the editor on hundreds of random documents. */
import { describe, expect, it } from 'vitest';
import { toml } from '../../../../../src/lib/base/formats/toml/index.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  sameMeaning,
  valueAt,
} from '../../../../../src/lib/base/kernel/json.ts';
import { generateToml, pick, type Random, seededRandom } from './generate.ts';
import { changedLines } from './seeds.ts';

const NERVE = ['mcp_servers', 'nerve'];
const DOCUMENTS = Array.from({ length: 400 }, (_, index) => index + 1);

/** Every path to a value that is not a table, and every path to a table. */
function pathsOf(data: JsonObject, path: readonly string[] = []): (readonly string[])[] {
  return Object.entries(data).flatMap(([key, value]) => {
    const here = [...path, key];
    return isObject(value) ? [here, ...pathsOf(value, here)] : [here];
  });
}

function randomValue(random: Random): Json {
  return pick<Json>(random, ['é "\\', 7, true, ['x'], [], -1.5, 2n ** 60n]);
}

function onlyAdds(before: string, after: string, wanted: number): void {
  const { removed, added } = changedLines(before, after);
  expect(removed.filter((line) => line !== '')).toEqual([]);
  expect(added.filter((line) => line !== '')).toHaveLength(wanted);
}

describe('random documents', () => {
  it('take a table and give it back', () => {
    for (const seed of DOCUMENTS) {
      const text = generateToml(seededRandom(seed));
      const value = { url: 'u', args: ['a', 'b'], env: { A: '1' } };
      const after = toml.set(text, NERVE, value);
      onlyAdds(text, after, 4);
      expect(sameMeaning(valueAt(toml.parse(after), NERVE), value)).toBe(true);
      expect(toml.set(after, NERVE, value)).toBe(after);
      const approved = toml.set(after, [...NERVE, 'tools', 't'], { approval_mode: 'approve' });
      expect(toml.remove(approved, NERVE), `document ${seed}`).toBe(text);
    }
  });

  it('take a top-level key and give it back', () => {
    for (const seed of DOCUMENTS) {
      const random = seededRandom(seed);
      const text = generateToml(random);
      const after = toml.set(text, ['new key'], randomValue(random));
      onlyAdds(text, after, 1);
      expect(toml.remove(after, ['new key']), `document ${seed}`).toBe(text);
    }
  });

  it('change, lose and get back single values', () => {
    for (const seed of DOCUMENTS) {
      const random = seededRandom(seed);
      const text = generateToml(random);
      const data = toml.parse(text);
      const [first, ...others] = pathsOf(data);
      if (!first) continue;
      const path = pick(random, [first, ...others]);
      const old = valueAt(data, path) as Json;
      expect(toml.set(text, path, old)).toBe(text);
      const removed = toml.remove(text, path);
      expect(valueAt(toml.parse(removed), path)).toBeUndefined();
      expect(toml.remove(removed, path)).toBe(removed);
      if (isObject(old) || (Array.isArray(old) && path[0] === 'hooks')) continue;
      const value = randomValue(random);
      const changed = toml.set(text, path, value);
      expect(sameMeaning(valueAt(toml.parse(changed), path), value)).toBe(true);
      expect(sameMeaning(toml.parse(toml.set(changed, path, old)), data), `document ${seed}`).toBe(true);
    }
  });

  it('take a member into every array and give it back', () => {
    for (const seed of DOCUMENTS) {
      const text = generateToml(seededRandom(seed));
      const data = toml.parse(text);
      for (const path of pathsOf(data)) {
        const value = valueAt(data, path);
        if (!Array.isArray(value) || path[0] === 'hooks') continue;
        const after = toml.addMember(text, path, 'new');
        expect(sameMeaning(valueAt(toml.parse(after), path), [...value, 'new'])).toBe(true);
        expect(toml.removeMember(after, path, 'new'), `document ${seed}`).toBe(text);
      }
    }
  });
});
