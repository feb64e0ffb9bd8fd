/** The leaves of a value, so that ownership and comparison are per key and not per table. */
import { sha256 } from '../../base/kernel/hash.ts';
import { canonical, isObject, type Json, valueAt } from '../../base/kernel/json.ts';

export interface Leaf {
  /** Steps below the target's path. */
  readonly path: readonly string[];
  readonly value: Json;
}

/** Leaves in document order; an array and an empty object are leaves, a scalar is its own. */
export function leavesOf(value: Json, path: readonly string[] = []): Leaf[] {
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, child]) => leavesOf(child, [...path, key]));
  }
  return [{ path, value }];
}

/** The key of a leaf in a ledger record. */
export function leafKey(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** The steps of a leaf from its key in a ledger record. */
export function leafPath(key: string): string[] {
  return JSON.parse(key) as string[];
}

/** A hash of the meaning of a value. */
export function meaningHash(value: unknown): string {
  return sha256(canonical(value));
}

/** The hashes of leaves, by leaf key. */
export function hashesOf(leaves: readonly Leaf[]): Record<string, string> {
  return Object.fromEntries(leaves.map((leaf) => [leafKey(leaf.path), meaningHash(leaf.value)]));
}

/** The hashes of all leaves of a value, by leaf key. */
export function leafHashes(value: Json): Record<string, string> {
  return hashesOf(leavesOf(value));
}

/** The leaves that nerve wrote (their hashes by leaf key) and that are not like that any more. */
export function editedLeaves(
  written: Readonly<Record<string, string>> | undefined,
  actual: unknown,
): string[][] {
  return Object.entries(written ?? {})
    .filter(([key, hash]) => meaningHash(valueAt(actual, leafPath(key))) !== hash)
    .map(([key]) => leafPath(key));
}

/** Of a value, what stands at, below or above the given paths; an empty object for nothing. */
export function partAt(value: Json, paths: readonly (readonly string[])[]): Json {
  if (!isObject(value) || paths.some((path) => path.length === 0)) return value;
  const parts = Object.entries(value).flatMap(([key, child]): [string, Json][] => {
    const below = paths.filter((path) => path[0] === key).map((path) => path.slice(1));
    return below.length > 0 ? [[key, partAt(child, below)]] : [];
  });
  return Object.fromEntries(parts);
}

/** A value without what stands at the given paths, and without objects that hold nothing else; undefined for nothing. */
export function partBeside(value: Json, paths: readonly (readonly string[])[]): Json | undefined {
  if (paths.some((path) => path.length === 0)) return undefined;
  if (!isObject(value) || paths.length === 0) return value;
  const parts = Object.entries(value).flatMap(([key, child]): [string, Json][] => {
    const below = paths.filter((path) => path[0] === key).map((path) => path.slice(1));
    const rest = partBeside(child, below);
    return rest === undefined ? [] : [[key, rest]];
  });
  return parts.length > 0 ? Object.fromEntries(parts) : undefined;
}
