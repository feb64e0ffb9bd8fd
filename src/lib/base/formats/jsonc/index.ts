/** The editor of JSON files with or without comments: splices text, prints nothing anew. */
import { isObject, type Json, type JsonObject, sameMeaning } from '../../kernel/json.ts';
import {
  arrayAt,
  checkResult,
  checkSteps,
  checkValue,
  kindOf,
  nameOf,
  overlay,
  without,
  wrap,
} from '../data.ts';
import { EditRefused, type KeyedFormat, type KeyPath, UnparseableError } from '../format.ts';
import { applyEdits, dominantEol, lineIndent, splitBom, type TextEdit } from '../text.ts';
import { insertItems, removeItem } from './splice.ts';
import { isOwnLine, layoutOf, print, printProperty, type Step } from './style.ts';
import { type ContainerNode, type JsonNode, parseTree, toData } from './tree.ts';

/**
 * Edits JSON and JSONC. Comments and trailing commas are accepted and kept, never added. Of duplicate keys the last
 * one is edited, because that is the one that agents read; `remove` takes all of them out.
 * `set` then `remove` gives the same bytes; only a blank file becomes `{}`.
 */
export const jsonc: KeyedFormat = { name: 'jsonc', parse, set, remove, addMember, removeMember, snippet };

/** More duplicates of one key or member than this are not taken out one by one. */
const MAX_REMOVALS = 100;

interface Doc {
  readonly bom: string;
  readonly text: string;
  readonly root: ContainerNode | undefined;
  readonly data: JsonObject;
}

function parse(text: string): JsonObject {
  const { data, root } = read(text);
  if (isObject(data)) return data;
  throw new UnparseableError(`the root is ${kindOf(data)}, not an object`, 1, (root?.start ?? 0) + 1);
}

function set(text: string, path: KeyPath, value: Json): string {
  checkValue(value);
  const doc = open(text);
  checkSteps(doc.data, path);
  const tree = wrap(path, value);
  if (!isObject(tree)) throw new EditRefused(`the root cannot become ${kindOf(tree)}`);
  const wanted = overlay(doc.data, tree);
  if (doc.root === undefined) {
    const eol = dominantEol(doc.text);
    return finish(
      doc,
      print(tree, { line: { eol, indent: '', unit: '  ' }, colon: ': ', gap: ' ' }) + eol,
      wanted,
    );
  }
  const edits = overlayEdits(doc.text, [{ container: doc.root, index: undefined }], tree);
  return edits.length === 0 ? text : finish(doc, applyEdits(doc.text, edits), wanted);
}

function remove(text: string, path: KeyPath): string {
  const doc = open(text);
  const key = path.at(-1);
  if (key === undefined) throw new EditRefused('the root cannot be removed');
  checkSteps(doc.data, path);
  const wanted = without(doc.data, path);
  if (wanted === doc.data || sameMeaning(wanted, doc.data)) return text;
  return finish(
    doc,
    removeAll(doc.text, path.slice(0, -1), (item) => item.key === key),
    wanted,
  );
}

function addMember(text: string, path: KeyPath, member: string): string {
  const doc = open(text);
  checkSteps(doc.data, path);
  const present = arrayAt(doc.data, path);
  if (present?.includes(member)) return text;
  if (present === undefined || doc.root === undefined) return set(text, path, [member]);
  const steps = walk(doc.root, path);
  const edits = insertItems(doc.text, steps, () => [JSON.stringify(member)]);
  return finish(doc, applyEdits(doc.text, edits), replaced(doc.data, path, [...present, member]));
}

function removeMember(text: string, path: KeyPath, member: string): string {
  const doc = open(text);
  checkSteps(doc.data, path);
  const present = arrayAt(doc.data, path);
  if (!present?.includes(member)) return text;
  const rest = present.filter((item) => item !== member);
  const isMember = (item: { value: JsonNode }) => item.value.kind === 'scalar' && item.value.value === member;
  return finish(doc, removeAll(doc.text, path, isMember), replaced(doc.data, path, rest));
}

function snippet(path: KeyPath, value: Json): string {
  return print(wrap(path, value), { line: { eol: '\n', indent: '', unit: '  ' }, colon: ': ', gap: ' ' });
}

/** The edits that lay `value` over the innermost container of `steps`. */
function overlayEdits(text: string, steps: readonly Step[], value: JsonObject): TextEdit[] {
  const container = steps.at(-1)?.container;
  if (container === undefined) return [];
  const edits: TextEdit[] = [];
  const missing: [string, Json][] = [];
  const places = new Map(container.items.map((item, index) => [item.key, index]));
  for (const [key, wanted] of Object.entries(value)) {
    const index = places.get(key);
    const item = index === undefined ? undefined : container.items[index];
    if (index === undefined || item === undefined) {
      missing.push([key, wanted]);
    } else if (isObject(wanted) && item.value.kind === 'object') {
      edits.push(...overlayEdits(text, [...steps, { container: item.value, index }], wanted));
    } else if (!sameMeaning(toData(item.value), wanted)) {
      const layout = layoutOf(text, steps, isOwnLine(text, container, index), lineIndent(text, item.start));
      edits.push({ start: item.value.start, end: item.value.end, text: print(wanted, layout) });
    }
  }
  if (missing.length === 0) return edits;
  const added = insertItems(text, steps, (layout) =>
    missing.map(([key, wanted]) => printProperty(key, wanted, layout)),
  );
  return [...edits, ...added];
}

/** Takes every matching item out of the container at `path`, the last first. */
function removeAll(
  text: string,
  path: KeyPath,
  matches: (item: { key: string; value: JsonNode }) => boolean,
): string {
  let result = text;
  for (let round = 0; round <= MAX_REMOVALS; round += 1) {
    const root = parseTree(result);
    const container =
      root === undefined || root.kind === 'scalar' ? undefined : walk(root, path).at(-1)?.container;
    const index = container?.items.findLastIndex(matches) ?? -1;
    if (container === undefined || index < 0) return result;
    result = applyEdits(result, removeItem(result, container, index));
  }
  throw new EditRefused(`${nameOf(path)} has more than ${MAX_REMOVALS} duplicates of it`);
}

/** The containers from the root to the one at `path`. */
function walk(root: ContainerNode, path: KeyPath): Step[] {
  const steps: Step[] = [{ container: root, index: undefined }];
  for (const key of path) {
    const container = steps.at(-1)?.container;
    const index = container?.items.findLastIndex((item) => item.key === key) ?? -1;
    const value = container?.items[index]?.value;
    if (value === undefined || value.kind === 'scalar') return [];
    steps.push({ container: value, index });
  }
  return steps;
}

/** The data with another value at `path`, which exists. */
function replaced(data: JsonObject, path: KeyPath, value: Json): Json {
  return overlay(without(data, path), wrap(path, value));
}

function read(text: string): { bom: string; body: string; root: JsonNode | undefined; data: Json } {
  const { bom, body } = splitBom(text);
  const root = parseTree(body);
  return { bom, body, root, data: root === undefined ? {} : toData(root) };
}

function open(text: string): Doc {
  const { bom, body, root, data } = read(text);
  if (root === undefined) return { bom, text: body, root: undefined, data: {} };
  if (root.kind !== 'object' || !isObject(data))
    throw new EditRefused(`the root is ${kindOf(data)}, not an object`);
  return { bom, text: body, root, data };
}

/** Proves that the edited text means what was wanted, and puts the BOM back. */
function finish(doc: Doc, edited: string, wanted: Json): string {
  let actual: Json;
  try {
    actual = read(edited).data;
  } catch (error) {
    if (error instanceof UnparseableError)
      throw new EditRefused(`the edit would break the file: ${error.message}`);
    throw error;
  }
  checkResult(actual, wanted);
  return doc.bom + edited;
}
