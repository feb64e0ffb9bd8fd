/** A bounded memory that forgets what was not used for long. */

export interface Recent<K, V> {
  /** Counts as use. */
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  clear(): void;
}

/**
 * Remembers `most` entries at most, and the half of them that was used last for certain. Two generations instead of
 * one map in the order of use: to use what was used a moment ago moves nothing.
 */
export function createRecent<K, V>(most: number): Recent<K, V> {
  const generation = Math.ceil(most / 2);
  let young = new Map<K, V>();
  let old = young;
  const set = (key: K, value: V): void => {
    if (young.size >= generation && !young.has(key)) {
      old = young;
      young = new Map();
    }
    if (generation > 0) young.set(key, value);
  };
  return {
    get: (key) => {
      const found = young.get(key);
      if (found !== undefined || old === young) return found;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
    clear: () => {
      young = new Map();
      old = young;
    },
  };
}
