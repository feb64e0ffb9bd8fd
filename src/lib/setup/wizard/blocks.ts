/** Cuts Markdown into the smallest pieces that still make sense alone: headings, list items, paragraphs, code. Pure. */
import { type OutlineLine, outline } from '../../agents/bundles/outline.ts';

export interface Heading {
  readonly kind: 'heading';
  /** 1 to 6. */
  readonly level: number;
  /** Without the `#` signs. */
  readonly words: string;
}

export interface Piece {
  readonly kind: 'piece';
  readonly lines: readonly string[];
  /** A blank line stood before it. */
  readonly apart: boolean;
  readonly code: boolean;
}

export type Block = Heading | Piece;

const ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;

/**
 * The blocks of a Markdown text. A list item keeps everything that is indented below it. Underlined headings, fences
 * left open and a first heading that only says `title` are treated as in bundles.
 */
export function blocksOf(text: string, title: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { lines: string[]; apart: boolean; kind: 'item' | 'paragraph' | 'code' } | undefined;
  let blanks = 0;
  const close = (): void => {
    if (open) {
      const { lines, apart, kind } = open;
      blocks.push({ kind: 'piece', lines, apart, code: kind === 'code' });
    }
    open = undefined;
  };
  for (const line of outline(text, title)) {
    if (!line.code && line.text.trim() === '') {
      blanks++;
      continue;
    }
    const kind = kindOf(line);
    if (kind === 'heading') {
      close();
      blocks.push(headingOf(line.text));
    } else if (open && goesOn(open.kind, kind, line.text, blanks)) {
      open.lines.push(...new Array<string>(Math.min(blanks, 1)).fill(''), line.text);
    } else {
      close();
      open = { lines: [line.text], apart: blanks > 0, kind };
    }
    blanks = 0;
  }
  close();
  return blocks;
}

function kindOf(line: OutlineLine): 'heading' | 'code' | 'item' | 'paragraph' {
  if (line.heading) return 'heading';
  if (line.code) return 'code';
  return ITEM.test(line.text) ? 'item' : 'paragraph';
}

function goesOn(open: 'item' | 'paragraph' | 'code', next: string, text: string, blanks: number): boolean {
  if (open === 'item') return /^(?: {2}|\t)/.test(text) || (blanks === 0 && next === 'paragraph');
  return blanks === 0 && open === next;
}

function headingOf(text: string): Heading {
  const [, marks = '#', words = ''] = /^\s*(#{1,6})\s*(.*?)\s*#*\s*$/.exec(text) ?? [];
  return { kind: 'heading', level: marks.length, words };
}
