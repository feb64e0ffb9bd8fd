/** The objects around a key: which of them nerve made, so that they can go with it. */
import type { KeyedFormat } from '../../base/formats/format.ts';
import { isObject, valueAt } from '../../base/kernel/json.ts';
import type { TargetRecord } from './ledger.ts';

/**
 * How many steps of `path` (at most `limit`) were there before nerve: those in the document, less those that
 * nerve made for other targets of the same file.
 */
export function depthBeforeUs(
  document: unknown,
  path: readonly string[],
  limit: number,
  neighbours: readonly TargetRecord[],
): number {
  let depth = 0;
  while (depth < limit && valueAt(document, path.slice(0, depth + 1)) !== undefined) depth++;
  for (const { path: other, existingDepth } of neighbours) {
    if (other === undefined || existingDepth === undefined) continue;
    if (sharedSteps(path, other) > existingDepth) depth = Math.min(depth, existingDepth);
  }
  return depth;
}

function sharedSteps(a: readonly string[], b: readonly string[]): number {
  const end = a.findIndex((step, index) => step !== b[index]);
  return end < 0 ? a.length : end;
}

/** Removes a key and those of its containers that nerve made and that hold nothing else. */
export function removeWithContainers(
  format: KeyedFormat,
  text: string,
  path: readonly string[],
  existingDepth: number,
): string {
  const document = format.parse(text);
  for (let depth = existingDepth + 1; depth < path.length; depth++) {
    const alone = path.slice(depth).every((_, index) => {
      const value = valueAt(document, path.slice(0, depth + index));
      return isObject(value) && Object.keys(value).length === 1;
    });
    if (alone) return format.remove(text, path.slice(0, depth));
  }
  return format.remove(text, path);
}
