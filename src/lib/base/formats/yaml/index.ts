/** The editor of our own YAML configuration: comments stay, and so does the layout wherever lines can be spliced. */
import { type Document, isMap, isSeq, parseDocument, stringify } from 'yaml';
import { messageOf } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, sameMeaning } from '../../kernel/json.ts';
import { arrayAt, checkSteps, checkValue, kindOf, overlay, without, wrap } from '../data.ts';
import { EditRefused, type KeyedFormat, type KeyPath, UnparseableError } from '../format.ts';
import { applyEdits, dominantEol, splitBom, type TextEdit, withEol } from '../text.ts';
import { readYaml } from './document.ts';
import { appendEdits, overlayEdits, type Place, PRINT, pairOf, removeEdits } from './splice.ts';

/**
 * Edits one YAML 1.2 document whose root is a mapping. Block style is spliced, so `set` then `remove` gives the same
 * bytes; flow style (`{a: 1}`), anchors and the like are printed anew from the parsed document, with comments.
 */
export const yaml: KeyedFormat = {
  name: 'yaml',
  parse: parseYaml,
  set,
  remove,
  addMember: (text, path, member) => {
    if (listAt(text, path)?.includes(member)) return text;
    return append(text, path, member);
  },
  removeMember: (text, path, member) => removeItems(text, path, (item) => item === member),
  snippet: (path, value) => stringify(wrap(path, value), PRINT).trimEnd(),
};

/** The document as plain data; an empty text is an empty object. Throws `UnparseableError`. */
export function parseYaml(text: string): JsonObject {
  const { data } = readYaml(splitBom(text).body);
  if (isObject(data)) return data;
  throw new UnparseableError(`the root is ${kindOf(data)}, not a mapping`, 1, 1);
}

/**
 * In the sequence at `path`, lays `value` over the mapping whose `key` is `match`; if there is none, appends
 * `{key: match, ...value}`. Throws `UnparseableError`, `EditRefused`.
 */
export function setListItem(
  text: string,
  path: KeyPath,
  key: string,
  match: string,
  value: JsonObject,
): string {
  checkValue(value);
  const wanted = { [key]: match, ...value, ...{ [key]: match } };
  const list = listAt(text, path) ?? [];
  const index = list.findIndex((item) => isObject(item) && item[key] === match);
  if (index < 0) return append(text, path, wanted);
  const merged = overlay(list[index], wanted);
  if (sameMeaning(merged, list[index])) return text;
  return edit(text, {
    wanted: (data) => replaced(data, path, list.with(index, merged)),
    splice: (body, root) => {
      const { node } = placeAt(root, path) ?? {};
      return isSeq(node) ? overlayEdits(body, { node: node.items[index] }, wanted) : undefined;
    },
    change: (doc) => overlayDocument(doc, [...path, index], wanted),
  });
}

/** Removes the mappings whose `key` is `match` from the sequence at `path`. None there: same text. */
export function removeListItem(text: string, path: KeyPath, key: string, match: string): string {
  return removeItems(text, path, (item) => isObject(item) && item[key] === match);
}

function set(text: string, path: KeyPath, value: Json): string {
  checkValue(value);
  const tree = wrap(path, value);
  if (!isObject(tree)) throw new EditRefused(`the root cannot become ${kindOf(tree)}`);
  return edit(text, {
    steps: path,
    wanted: (data) => overlay(data, tree),
    splice: (body, root) => (root ? overlayEdits(body, { node: root }, tree) : firstLines(body, tree)),
    change: (doc) => overlayDocument(doc, [], tree),
  });
}

function remove(text: string, path: KeyPath): string {
  const key = path.at(-1);
  if (key === undefined) throw new EditRefused('the root cannot be removed');
  return edit(text, {
    steps: path,
    wanted: (data) => without(data, path),
    splice: (body, root) => {
      const place = placeAt(root, path.slice(0, -1));
      const pair = pairOf(place?.node, key);
      if (!place || !pair || !isMap(place.node)) return undefined;
      return removeEdits(body, place, place.node.items.indexOf(pair));
    },
    change: (doc) => doc.deleteIn(path),
  });
}

function append(text: string, path: KeyPath, item: Json): string {
  const list = listAt(text, path);
  if (list === undefined) return set(text, path, [item]);
  return edit(text, {
    wanted: (data) => replaced(data, path, [...list, item]),
    splice: (body, root) => {
      const place = placeAt(root, path);
      return place && isSeq(place.node) ? appendEdits(body, place, [item]) : undefined;
    },
    change: (doc) => doc.addIn(path, doc.createNode(item)),
  });
}

/** Removes the items that match from the sequence at `path`, the last first. */
function removeItems(text: string, path: KeyPath, matches: (item: Json) => boolean): string {
  let result = text;
  for (;;) {
    const list = listAt(result, path);
    const index = list?.findLastIndex(matches) ?? -1;
    if (list === undefined || index < 0) return result;
    result = edit(result, {
      wanted: (data) => replaced(data, path, list.toSpliced(index, 1)),
      splice: (body, root) => {
        const place = placeAt(root, path);
        return place && isSeq(place.node) ? removeEdits(body, place, index) : undefined;
      },
      change: (doc) => doc.deleteIn([...path, index]),
    });
  }
}

interface Edit {
  /** The path whose steps must be mappings. */
  readonly steps?: KeyPath;
  readonly wanted: (data: JsonObject) => Json;
  readonly splice: (body: string, root: unknown) => TextEdit[] | undefined;
  readonly change: (doc: Document) => void;
}

/** Tries the splices, then the change of the parsed document; the first that means what is wanted is taken. */
function edit(text: string, { steps = [], wanted: want, splice, change }: Edit): string {
  const { bom, body } = splitBom(text);
  const { doc, data } = readYaml(body);
  if (!isObject(data)) throw new EditRefused(`the root is ${kindOf(data)}, not a mapping`);
  checkSteps(data, steps);
  const wanted = want(data);
  if (sameMeaning(wanted, data)) return text;
  // `null` and an empty text have no mapping to put keys into.
  const edits = splice(body, isMap(doc.contents) ? doc.contents : undefined);
  const spliced = edits && applyEdits(body, edits);
  if (spliced !== undefined && means(spliced, wanted)) return bom + spliced;
  const printed = reprint(body, change);
  if (!means(printed, wanted)) throw new EditRefused('the edit would change more than the wanted key');
  return bom + printed;
}

function means(text: string, wanted: Json): boolean {
  try {
    return sameMeaning(readYaml(text).data, wanted);
  } catch (error) {
    if (error instanceof UnparseableError) return false;
    throw error;
  }
}

/** The document printed anew after a change, with the line ending and final newline of the text. */
function reprint(body: string, change: (doc: Document) => void): string {
  const doc: Document = parseDocument(body, { stringKeys: true });
  let text: string;
  try {
    change(doc);
    text = doc.toString({ lineWidth: 0 });
  } catch (error) {
    // A path through an alias, or an alias whose anchor would go.
    throw new EditRefused(`the document cannot be edited there: ${messageOf(error)}`);
  }
  const printed = withEol(text, dominantEol(body));
  return body === '' || body.endsWith('\n') ? printed : printed.replace(/\r?\n$/, '');
}

function overlayDocument(doc: Document, path: readonly (string | number)[], value: Json): void {
  const node = path.length === 0 ? doc.contents : doc.getIn(path, true);
  if (isObject(value) && isMap(node)) {
    if (node.items.length === 0) node.flow = false;
    for (const [key, item] of Object.entries(value)) overlayDocument(doc, [...path, key], item);
  } else if (path.length === 0) {
    doc.contents = doc.createNode(value);
  } else if (!sameMeaning(isMap(node) || isSeq(node) ? node.toJSON() : doc.getIn(path), value)) {
    doc.setIn(path, doc.createNode(value));
  }
}

/** The first keys of a document without content: behind its comments. */
function firstLines(body: string, tree: JsonObject): TextEdit[] {
  const eol = dominantEol(body);
  const lines = withEol(stringify(tree, PRINT), eol);
  const lead = body === '' || body.endsWith('\n') ? '' : eol;
  return [
    {
      start: body.length,
      end: body.length,
      text: lead + (lead === '' ? lines : lines.slice(0, -eol.length)),
    },
  ];
}

function listAt(text: string, path: KeyPath): readonly Json[] | undefined {
  const data = parseYaml(text);
  checkSteps(data, path);
  return arrayAt(data, path);
}

function placeAt(root: unknown, path: KeyPath): Place | undefined {
  let place: Place | undefined = { node: root };
  for (const key of path) {
    const holder = pairOf(place?.node, key);
    place = holder && { node: holder.value, holder };
  }
  return place;
}

/** The data with another value at `path`, which exists. */
function replaced(data: JsonObject, path: KeyPath, value: Json): Json {
  return overlay(without(data, path), wrap(path, value));
}
