/** Plans how a value gets into a TOML text: replaced where it stands, added where it is missing. */
import type { AST } from 'toml-eslint-parser';
import { isObject, type Json, type JsonObject, sameMeaning, valueAt } from '../../kernel/json.ts';
import { EditRefused, type KeyPath } from '../format.ts';
import type { TomlDocument } from './document.ts';
import { emitPair, emitPath, emitTable, emitValue } from './emit.ts';
import { indentAt, insertLinesAfter } from './lines.ts';
import { defineTable, findInlineTable, findPair, type InlineTable } from './lookup.ts';
import { endOfSection, type Section } from './outline.ts';
import { placeFirstPairs, placeTable } from './place.ts';
import type { Splice } from './splice.ts';

/** The splices that set `path` to `value`, objects leaf by leaf; none if it already is so. Throws `EditRefused`. */
export function planSet(document: TomlDocument, path: KeyPath, value: Json): Splice[] {
  const edit: Edit = { document, asked: path };
  const present = valueAt(document.data, path);
  if (present !== undefined) return setPresent(edit, path, present, value);
  const parent = path.slice(0, -1);
  refuseNonTables(document, parent);
  if (!isObject(value)) return addPairs(edit, parent, { [path.at(-1) ?? '']: value });
  refuseInline(findInlineTable(document, parent));
  return [placeTable(document, path, emitTable(path, value))];
}

interface Edit {
  readonly document: TomlDocument;
  /** The path that the caller asked for. */
  readonly asked: KeyPath;
}

function setPresent(edit: Edit, path: KeyPath, present: unknown, value: Json): Splice[] {
  if (isObject(value) && isObject(present)) return setLeaves(edit, path, present, value);
  if (sameMeaning(present, value)) return [];
  const pair = findPair(edit.document, path);
  if (!pair) {
    const what = Array.isArray(present) ? 'an array of tables' : 'a table';
    throw new EditRefused(
      `${emitPath(path) || 'the document'} is ${what} and cannot be replaced by another kind of value`,
    );
  }
  const [start, end] = pair.value.range;
  return [{ start, end, text: emitValue(value) }];
}

function setLeaves(edit: Edit, path: KeyPath, present: JsonObject, value: JsonObject): Splice[] {
  const splices: Splice[] = [];
  const missing: [string, Json][] = [];
  for (const [key, wanted] of Object.entries(value)) {
    if (!Object.hasOwn(present, key)) missing.push([key, wanted]);
    else splices.push(...setPresent(edit, [...path, key], present[key], wanted));
  }
  if (missing.length > 0) splices.push(...addPairs(edit, path, Object.fromEntries(missing)));
  return splices;
}

/** Adds pairs that are missing to the table at `path`, which may itself be missing. */
function addPairs(edit: Edit, path: KeyPath, pairs: JsonObject): Splice[] {
  const { document } = edit;
  const table = defineTable(document, path);
  if (table.kind === 'inline') return [addToInline(edit, table.table, path, pairs)];
  if (table.kind === 'dotted') return [addDotted(document, table.pair, table.depth, pairs)];
  if (table.kind === 'none') return addToUnwritten(document, path, pairs);
  return table.section.table ? [addToSection(document, table.section, pairs)] : addToTop(document, pairs);
}

function addToSection(document: TomlDocument, section: Section, pairs: JsonObject): Splice {
  const { text, eol } = document;
  const last = section.pairs.at(-1);
  const indent = last ? indentAt(text, last.range[0]) : '';
  const lines = Object.entries(pairs).map(([key, value]) => indent + emitPair([key], value));
  return insertLinesAfter(text, endOfSection(section) ?? 0, lines, eol);
}

/** Tables get headers of their own at the end; everything else has to stand before the first header. */
function addToTop(document: TomlDocument, pairs: JsonObject): Splice[] {
  const lines: string[] = [];
  const tables: Splice[] = [];
  for (const [key, value] of Object.entries(pairs)) {
    if (isObject(value)) tables.push(placeTable(document, [key], emitTable([key], value)));
    else lines.push(emitPair([key], value));
  }
  if (lines.length === 0) return tables;
  const end = endOfSection(document.sections[0]);
  const top =
    end === undefined
      ? placeFirstPairs(document, lines)
      : insertLinesAfter(document.text, end, lines, document.eol);
  return [top, ...tables];
}

/** The new lines spell the table's own keys as the user did. */
function addDotted(document: TomlDocument, pair: AST.TOMLKeyValue, depth: number, pairs: JsonObject): Splice {
  const { text, eol } = document;
  const prefixEnd = pair.key.keys[depth - 1]?.range[1] ?? pair.key.range[0];
  const prefix = indentAt(text, pair.range[0]) + text.slice(pair.key.range[0], prefixEnd);
  const lines = Object.entries(pairs).map(([key, value]) => `${prefix}.${emitPair([key], value)}`);
  return insertLinesAfter(text, pair.range[1], lines, eol);
}

/** A table with headers below it only: its tables join them, scalars need a header `[path]`. */
function addToUnwritten(document: TomlDocument, path: KeyPath, pairs: JsonObject): Splice[] {
  const entries = Object.entries(pairs);
  if (valueAt(document.data, path) === undefined || !entries.every(([, value]) => isObject(value))) {
    return [placeTable(document, path, emitTable(path, pairs))];
  }
  return entries.map(([key, value]) => {
    const below = [...path, key];
    return placeTable(document, below, emitTable(below, isObject(value) ? value : {}));
  });
}

/** Only inline tables below the path that was asked for may grow: nerve writes those itself. */
function addToInline(edit: Edit, table: InlineTable, path: KeyPath, pairs: JsonObject): Splice {
  if (table.path.length <= edit.asked.length) refuseInline(table);
  const between = path.slice(table.path.length);
  const added = Object.entries(pairs)
    .map(([key, value]) => emitPair([...between, key], value))
    .join(', ');
  const last = table.node.body.at(-1);
  if (last) return { start: last.range[1], end: last.range[1], text: `, ${added}` };
  const [start, end] = table.node.range;
  return { start, end, text: `{ ${added} }` };
}

function refuseInline(table: InlineTable | undefined): void {
  if (!table) return;
  const name = emitPath(table.path);
  throw new EditRefused(
    `${name} is written as an inline table ({ … }); turn it into [${name}] so that keys can be added`,
  );
}

function refuseNonTables(document: TomlDocument, path: KeyPath): void {
  for (let length = 1; length <= path.length; length += 1) {
    const value = valueAt(document.data, path.slice(0, length));
    if (value === undefined) return;
    if (isObject(value)) continue;
    const what = Array.isArray(value) ? 'an array' : 'a single value';
    throw new EditRefused(`${emitPath(path.slice(0, length))} is ${what}, not a table`);
  }
}
