/**
 * The splices that add items to an object or array and take them out again. The two are exact inverses: removing
 * what was added gives the bytes from before, so each rule of `insertItems` has its counterpart in `removeItem`.
 */
import { lineIndent, type TextEdit } from '../text.ts';
import { gapStart, isOwnLine, type Layout, layoutOf, type Step } from './style.ts';
import type { ContainerNode, Item } from './tree.ts';
import { hasLaterComment, readGap, readTail } from './trivia.ts';

/** Adds items behind the last one of the innermost container of `steps`, in the style of what is there. */
export function insertItems(
  text: string,
  steps: readonly Step[],
  print: (layout: Layout) => string[],
): TextEdit[] {
  const container = steps.at(-1)?.container;
  if (container === undefined) return [];
  const last = container.items.at(-1);
  return last === undefined
    ? fillEmpty(text, steps, container, print)
    : appendItems(text, steps, container, last, print);
}

function appendItems(
  text: string,
  steps: readonly Step[],
  container: ContainerNode,
  last: Item,
  print: (layout: Layout) => string[],
): TextEdit[] {
  const tail = readTail(text, last.comma === undefined ? last.end : last.comma + 1, container.end - 1);
  const lastOwnLine = isOwnLine(text, container, container.items.length - 1);
  const indent = lastOwnLine ? lineIndent(text, last.start) : innerIndent(text, steps, container);
  // Behind a `//` comment only a new line can hold the item.
  const layout = layoutOf(text, steps, lastOwnLine || tail.lineComment, indent);
  const lead = layout.line ? layout.line.eol + indent : layout.gap;
  const added = print(layout).map((item) => lead + item);
  const comma = last.comma === undefined ? [{ start: last.end, end: last.end, text: ',' }] : [];
  const closing = last.comma === undefined ? '' : ',';
  return [...comma, { start: tail.end, end: tail.end, text: added.join(',') + closing }];
}

function fillEmpty(
  text: string,
  steps: readonly Step[],
  container: ContainerNode,
  print: (layout: Layout) => string[],
): TextEdit[] {
  const close = container.end - 1;
  const { lastBreak, commentEnd } = readGap(text, container.start + 1, close);
  const plain = close === container.start + 1;
  const ownLines = lastBreak !== undefined || (plain && holderOwnLine(text, steps));
  const indent = innerIndent(text, steps, container);
  const layout = layoutOf(text, steps, ownLines, indent);
  const lead = layout.line ? layout.line.eol + indent : layout.gap;
  const items = print(layout);
  if (commentEnd !== undefined) {
    const first = layout.line ? lead : ' ';
    return [{ start: commentEnd, end: commentEnd, text: first + items.join(`,${lead}`) }];
  }
  if (layout.line) {
    const closing = layout.line.eol + lineIndent(text, container.start);
    const at = container.start + 1;
    return [{ start: at, end: at, text: lead + items.join(`,${lead}`) + closing }];
  }
  // The spaces between the brackets end up on both sides.
  return [
    { start: close, end: close, text: items.join(`,${lead}`) + text.slice(container.start + 1, close) },
  ];
}

/** Takes one item out, with its comma and the comments on its own line; other comments stay. */
export function removeItem(text: string, container: ContainerNode, index: number): TextEdit[] {
  const item = container.items[index];
  if (item === undefined) return [];
  const previous = container.items[index - 1];
  const next = container.items[index + 1];
  const close = container.end - 1;
  // A comment of its own between the value and the comma is kept, so the comma goes alone.
  const apart = item.comma !== undefined && hasLaterComment(text, item.end, item.comma);
  const end = item.comma !== undefined && !apart ? item.comma + 1 : item.end;
  const follows = apart ? (item.comma ?? close) : (next?.start ?? close);

  const edits: TextEdit[] = [];
  if (apart && item.comma !== undefined) edits.push(cut(item.comma, item.comma + 1));
  if (!next && item.comma === undefined && previous?.comma !== undefined) {
    edits.push(cut(previous.comma, previous.comma + 1));
  }
  const sole = !previous && !next && !apart;
  const gap = readGap(text, gapStart(container, index), item.start);
  if (gap.lastBreak === undefined) {
    edits.push(
      inlineCut(text, container, item, { end, follows, sole, first: !previous && next !== undefined }),
    );
    return edits;
  }
  const tail = readTail(text, end, follows);
  if (!tail.breaks && next && !apart) {
    edits.push(cut(item.start, skipSpaces(text, end)));
  } else if (sole && gap.commentEnd === undefined && gap.breaks === 1) {
    edits.push(cut(gap.lastBreak, tail.end + closingLine(text, container, tail.end)));
  } else {
    // The line break that ends a `//` comment must stay if nothing else on this line brings one.
    edits.push(cut(gap.breakEndsComment && !tail.breaks ? item.start : gap.lastBreak, tail.end));
  }
  return edits;
}

interface Surroundings {
  readonly end: number;
  readonly follows: number;
  /** The only item of its container. */
  readonly sole: boolean;
  /** The first item, with others behind it. */
  readonly first: boolean;
}

/** The cut of an item that shares its line with what precedes it. */
function inlineCut(text: string, container: ContainerNode, item: Item, around: Surroundings): TextEdit {
  const { end, follows, sole, first } = around;
  if (first) return cut(item.start, skipSpaces(text, end));
  const index = container.items.indexOf(item);
  const from = gapStart(container, index);
  const { commentEnd } = readGap(text, from, item.start);
  if (!sole || commentEnd !== undefined) return cut(commentEnd ?? from, end);
  const before = text.slice(from, item.start);
  return cut(item.start, text.slice(end, follows) === before ? follows : end);
}

/** The length of the line break and indentation that `fillEmpty` put before the closing bracket, if it is there. */
function closingLine(text: string, container: ContainerNode, at: number): number {
  const rest = text.slice(at, container.end - 1);
  const eol = /^(?:\r\n|\n|\r)/.exec(rest)?.[0];
  if (eol === undefined || rest.trim() !== '') return 0;
  const indent = lineIndent(text, container.start);
  return rest.startsWith(indent, eol.length) ? eol.length + indent.length : 0;
}

/** Whether the item that holds the innermost container has a line of its own; the root always has. */
function holderOwnLine(text: string, steps: readonly Step[]): boolean {
  const index = steps.at(-1)?.index;
  const outer = steps.at(-2)?.container;
  return index === undefined || outer === undefined || isOwnLine(text, outer, index);
}

function innerIndent(text: string, steps: readonly Step[], container: ContainerNode): string {
  return lineIndent(text, container.start) + (layoutOf(text, steps, true, '').line?.unit ?? '');
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (/[ \t\r\n]/.test(text[at] ?? '')) at += 1;
  return at;
}

function cut(start: number, end: number): TextEdit {
  return { start, end, text: '' };
}
