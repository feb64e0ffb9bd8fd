/** The editors of the shared formats, loaded when the first file of that format is met. */
import type { KeyedFormat } from '../../base/formats/format.ts';

export type Formats = Readonly<Partial<Record<'toml' | 'jsonc', KeyedFormat>>>;

/** Loads the editors that are named. */
export async function loadFormats(names: ReadonlySet<'toml' | 'jsonc'>): Promise<Formats> {
  const [toml, jsonc] = await Promise.all([
    names.has('toml') ? import('../../base/formats/toml/index.ts') : undefined,
    names.has('jsonc') ? import('../../base/formats/jsonc/index.ts') : undefined,
  ]);
  return { ...(toml ? { toml: toml.toml } : {}), ...(jsonc ? { jsonc: jsonc.jsonc } : {}) };
}
