/** Follows fenced code blocks line by line (CommonMark 4.5), inside lists and quotes too. */

export type LineKind = 'text' | 'fence' | 'code';

export interface FenceTracker {
  /** What the next line is. */
  next(line: string): LineKind;
  /** The line that closes a fence left open at the top level, or undefined. */
  closing(): string | undefined;
}

interface Fence {
  readonly mark: string;
  /** Column at which the content of the list item around it begins; 0 outside lists. */
  readonly container: number;
  readonly quoted: boolean;
}

const LIST_ITEM = /^([ \t]*)([-*+]|\d{1,9}[.)])([ \t]+|$)/;

export function trackFences(): FenceTracker {
  let open: Fence | undefined;
  let lists: readonly number[] = [];

  function next(line: string): LineKind {
    if (open) {
      if (!leaves(open, line)) {
        if (!closes(open, line)) return 'code';
        open = undefined;
        return 'fence';
      }
      open = undefined;
    }
    return enter(line);
  }

  function enter(line: string): LineKind {
    if (line.trim() === '') return 'text';
    lists = lists.filter((column) => column <= indentOf(line));
    let rest = line;
    let column = 0;
    for (let item = LIST_ITEM.exec(rest); item; item = LIST_ITEM.exec(rest)) {
      if (isRule(rest)) break;
      if (column === 0 && indentOf(rest) > (lists.at(-1) ?? 0) + 3) break;
      column += indentOf(item[0].replace(/\S/g, ' '));
      lists = [...lists, column];
      rest = rest.slice(item[0].length);
    }
    const quoted = /^[ ]{0,3}>/.test(rest);
    const content = quoted ? rest.replace(/^(?:[ ]{0,3}>[ ]?)+/, '') : rest;
    const container = lists.at(-1) ?? 0;
    const inside = column > 0 || quoted ? indentOf(content) : indentOf(content) - container;
    const mark = /^[ \t]*(`{3,}(?=[^`]*$)|~{3,})/.exec(content)?.[1];
    if (!mark || inside > 3) return 'text';
    open = { mark, container, quoted };
    return 'fence';
  }

  return {
    next,
    closing: () => (open && open.container === 0 && !open.quoted ? open.mark : undefined),
  };
}

/** Whether a line is outside the list item or quote that holds the fence, which ends the fence too. */
function leaves(fence: Fence, line: string): boolean {
  if (fence.quoted) return !/^[ \t]*>/.test(line);
  return fence.container > 0 && line.trim() !== '' && indentOf(line) < fence.container;
}

function closes(fence: Fence, line: string): boolean {
  const text = (fence.quoted ? line.replace(/^(?:[ \t]*>[ ]?)+/, '') : line).trim();
  return text.length >= fence.mark.length && text === (fence.mark[0] ?? '').repeat(text.length);
}

function isRule(line: string): boolean {
  return /^[ ]{0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/.test(line);
}

/** Columns of leading white space; a tab goes to the next multiple of four. */
function indentOf(line: string): number {
  let column = 0;
  for (const char of line) {
    if (char === ' ') column++;
    else if (char === '\t') column += 4 - (column % 4);
    else break;
  }
  return column;
}
