/** Finds out how a JSONC file is laid out, and prints values the same way. */
import { isObject, type Json } from '../../kernel/json.ts';
import { dominantEol, lineIndent } from '../text.ts';
import type { ContainerNode, Item } from './tree.ts';
import { readGap } from './trivia.ts';

/** How items are laid out: each on its own line, or all on one. */
export interface Layout {
  /** The line break in front of each item with the indentation behind it; undefined on one line. */
  readonly line: { readonly eol: string; readonly indent: string; readonly unit: string } | undefined;
  /** `: ` or `:`. */
  readonly colon: string;
  /** What stands behind a comma on one line. */
  readonly gap: string;
}

/** A step from the root: a container, and the item of the step before that holds it. */
export interface Step {
  readonly container: ContainerNode;
  /** Its place in the container of the step before; undefined for the root. */
  readonly index: number | undefined;
}

/** Whether the item stands first on its line. */
export function isOwnLine(text: string, container: ContainerNode, index: number): boolean {
  const item = container.items[index];
  return item !== undefined && readGap(text, gapStart(container, index), item.start).lastBreak !== undefined;
}

/** Offset behind the comma or bracket in front of the item. */
export function gapStart(container: ContainerNode, index: number): number {
  const previous = container.items[index - 1];
  return previous === undefined ? container.start + 1 : (previous.comma ?? previous.end - 1) + 1;
}

/** The spacing of the innermost container of `steps` that shows one; `": "` and two spaces if none does. */
export function layoutOf(text: string, steps: readonly Step[], ownLines: boolean, indent: string): Layout {
  const inward = steps.map((step) => step.container).reverse();
  const property = inward.flatMap((node) => (node.kind === 'object' ? node.items.slice(-1) : [])).at(0);
  const colon = property && !/\s/.test(behindColon(text, property)) ? ':' : ': ';
  const separated = inward[0]?.items.slice(0, -1).find((item) => item.comma !== undefined);
  const gap =
    separated?.comma === undefined ? colon.slice(1) : /\s/.test(text[separated.comma + 1] ?? '') ? ' ' : '';
  const line = ownLines ? { eol: dominantEol(text), indent, unit: unitOf(text, inward) } : undefined;
  return { line, colon, gap };
}

/** One step of indentation, as the containers show it. */
export function unitOf(text: string, inward: readonly ContainerNode[]): string {
  for (const node of inward) {
    const last = node.items.length - 1;
    const item = node.items[last];
    if (item === undefined || !isOwnLine(text, node, last)) continue;
    const outer = lineIndent(text, node.start);
    const inner = lineIndent(text, item.start);
    if (inner.length > outer.length && inner.startsWith(outer)) return inner.slice(outer.length);
  }
  return '  ';
}

/** A value as JSON text in the given layout; its first line is not indented. */
export function print(value: Json, layout: Layout): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value))
    return bracket('[', ']', layout, (inner) => value.map((item) => print(item, inner)));
  if (isObject(value)) {
    return bracket('{', '}', layout, (inner) =>
      Object.entries(value).map(([key, item]) => printProperty(key, item, inner)),
    );
  }
  return JSON.stringify(value);
}

/** `"key": value` in the given layout. */
export function printProperty(key: string, value: Json, layout: Layout): string {
  return `${JSON.stringify(key)}${layout.colon}${print(value, layout)}`;
}

function bracket(open: string, close: string, layout: Layout, items: (inner: Layout) => string[]): string {
  const { line } = layout;
  if (line === undefined) return `${open}${items(layout).join(`,${layout.gap}`)}${close}`;
  const indent = line.indent + line.unit;
  const parts = items({ ...layout, line: { ...line, indent } });
  if (parts.length === 0) return open + close;
  const lead = line.eol + indent;
  return `${open}${lead}${parts.join(`,${lead}`)}${line.eol}${line.indent}${close}`;
}

function behindColon(text: string, property: Item): string {
  const between = text.slice(property.keyEnd, property.value.start);
  return between.slice(between.indexOf(':') + 1);
}
