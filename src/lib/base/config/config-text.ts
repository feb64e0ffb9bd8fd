/** Looks into the text of `config.yaml`: on which line a value stands, and cutting one key out of a list's entry. */
import { isMap, isSeq, parseDocument } from 'yaml';
import { EditRefused, type KeyPath } from '../formats/format.ts';
import { applyEdits, dominantEol, lineColumn, splitBom, withEol } from '../formats/text.ts';
import { readYaml } from '../formats/yaml/document.ts';
import { pairOf, removeEdits } from '../formats/yaml/splice.ts';
import { isObject, type Json, sameMeaning, valueAt } from '../kernel/json.ts';

/** An entry of a list: the mapping whose `key` is `match`. */
export interface ListEntry {
  readonly path: KeyPath;
  readonly key: string;
  readonly match: string;
}

/**
 * Gives for a key the number of its line, counted from 1; undefined where it is not in the text. The path is that of
 * a mapping's key, or of a key below an entry of a list.
 * @throws UnparseableError
 */
export function createLineFinder(text: string): (path: KeyPath, entry?: ListEntry) => number | undefined {
  const { body } = splitBom(text);
  const { doc } = readYaml(body);
  return (path, entry) => {
    let node: unknown = entry ? entryNode(nodeAt(doc.contents, entry.path), entry)?.node : doc.contents;
    let offset: number | undefined;
    for (const key of path) {
      const pair = pairOf(node, key);
      offset = rangeStart(pair?.key);
      node = pair?.value;
    }
    return offset === undefined ? undefined : lineColumn(body, offset).line;
  };
}

/**
 * Removes one key from an entry of a list; comments and layout of everything else stay. Not there: the same text.
 * @throws UnparseableError, EditRefused
 */
export function removeEntryKey(text: string, entry: ListEntry, field: string): string {
  const { bom, body } = splitBom(text);
  const { doc, data } = readYaml(body);
  const found = entryNode(nodeAt(doc.contents, entry.path), entry);
  const pair = pairOf(found?.node, field);
  if (!found || !pair || !isMap(found.node)) return text;
  const wanted = without(data, entry.path, found.index, field);
  const edits = removeEdits(body, { node: found.node }, found.node.items.indexOf(pair));
  const spliced = edits && applyEdits(body, edits);
  if (spliced !== undefined && means(spliced, wanted)) return bom + spliced;
  // The first key stands behind the dash of its entry, so its line cannot just be cut.
  const copy = parseDocument(body, { stringKeys: true });
  copy.deleteIn([...entry.path, found.index, field]);
  const printed = withEol(copy.toString({ lineWidth: 0 }), dominantEol(body));
  if (!means(printed, wanted)) throw new EditRefused('the edit would change more than the wanted key');
  return bom + (body.endsWith('\n') ? printed : printed.replace(/\r?\n$/, ''));
}

function entryNode(
  list: unknown,
  entry: ListEntry,
): { readonly node: unknown; readonly index: number } | undefined {
  if (!isSeq(list)) return undefined;
  const index = list.items.findIndex((item) => scalarOf(pairOf(item, entry.key)?.value) === entry.match);
  return index < 0 ? undefined : { node: list.items[index], index };
}

function nodeAt(root: unknown, path: KeyPath): unknown {
  let node = root;
  for (const key of path) node = pairOf(node, key)?.value;
  return node;
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range))
    return undefined;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : undefined;
}

function scalarOf(node: unknown): unknown {
  return typeof node === 'object' && node !== null && 'value' in node ? node.value : undefined;
}

/** The data without one key of one entry. */
function without(data: Json, path: KeyPath, index: number, field: string): Json {
  const list = valueAt(data, path);
  if (!Array.isArray(list)) return data;
  const items = list.map((item: Json, at) => {
    if (at !== index || !isObject(item)) return item;
    return Object.fromEntries(Object.entries(item).filter(([key]) => key !== field));
  });
  return replaceAt(data, path, items);
}

function replaceAt(data: Json, path: KeyPath, value: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (!isObject(data)) return data;
  return { ...data, [key]: replaceAt(data[key] ?? null, rest, value) };
}

function means(text: string, wanted: Json): boolean {
  try {
    return sameMeaning(readYaml(text).data, wanted);
  } catch {
    return false;
  }
}
