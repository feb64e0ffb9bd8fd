/** Fits the Markdown of one file below a heading of ours: headings at a lower level, fences closed. */
import { trackFences } from './fences.ts';

export interface OutlineLine {
  readonly text: string;
  /** In a fenced code block, its fences included. */
  readonly code: boolean;
  /** A heading at the top level. */
  readonly heading: boolean;
}

const ATX = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
/** What can stand above `---` without making it a heading: other blocks than a paragraph. */
const NO_PARAGRAPH =
  /^(?: {4}| {0,3}\t| {0,3}(?:>|[-*+](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$)|#{1,6}(?:[ \t]|$)|<))/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;

/**
 * The lines of `text` without a first heading that only says the `title` again. If a heading of level 1 is left,
 * all go one level down (six stays six), because the title above them has level 1. Underlined headings become `#`
 * headings. Fenced code is left alone; a fence left open is closed. Blank lines at both ends are dropped.
 */
export function outline(text: string, title: string): readonly OutlineLine[] {
  const lines: OutlineLine[] = [];
  const fences = trackFences();
  /** Index in `lines` of the first line of the paragraph that is under way. */
  let paragraph: number | undefined;
  for (const line of text.split('\n')) {
    if (fences.next(line) !== 'text') {
      paragraph = undefined;
      lines.push({ text: line, code: true, heading: false });
      continue;
    }
    const underline = paragraph === undefined ? undefined : UNDERLINE.exec(line)?.[1]?.[0];
    if (paragraph !== undefined && underline) {
      const heading = lines.splice(paragraph).map((part) => part.text.trim());
      lines.push(plain(`${underline === '=' ? '#' : '##'} ${heading.join(' ')}`, true));
      paragraph = undefined;
      continue;
    }
    const atx = ATX.exec(line);
    lines.push(plain(line, atx !== null));
    if (line.trim() === '' || atx || RULE.test(line)) paragraph = undefined;
    else if (paragraph === undefined && startsParagraph(line, lines.at(-2))) paragraph = lines.length - 1;
  }
  const closing = fences.closing();
  if (closing) lines.push({ text: closing, code: true, heading: false });
  return demote(trimBlank(dropTitle(trimBlank(lines), title)));
}

function demote(lines: readonly OutlineLine[]): readonly OutlineLine[] {
  const level = (line: OutlineLine): number => (line.heading ? (ATX.exec(line.text)?.[1]?.length ?? 0) : 0);
  if (!lines.some((line) => level(line) === 1)) return lines;
  return lines.map((line) => {
    const now = level(line);
    return now > 0 && now < 6 ? plain(line.text.replace('#', '##'), true) : line;
  });
}

function plain(text: string, heading: boolean): OutlineLine {
  return { text, code: false, heading };
}

/** A line goes on with a list item or quote if it follows one without a blank line between them. */
function startsParagraph(line: string, before: OutlineLine | undefined): boolean {
  if (NO_PARAGRAPH.test(line)) return false;
  return (
    before === undefined ||
    before.text.trim() === '' ||
    before.heading ||
    before.code ||
    RULE.test(before.text)
  );
}

function dropTitle(lines: readonly OutlineLine[], title: string): readonly OutlineLine[] {
  const first = lines[0];
  if (!first?.heading) return lines;
  const words = first.text.replace(/^[ #\t]+|[ #\t]+$/g, '').replace(/\.md$/i, '');
  return words.toLowerCase() === title.toLowerCase() ? lines.slice(1) : lines;
}

function trimBlank(lines: readonly OutlineLine[]): readonly OutlineLine[] {
  const blank = (line: OutlineLine): boolean => !line.code && line.text.trim() === '';
  let start = 0;
  let end = lines.length;
  for (let line = lines[start]; line && blank(line); line = lines[start]) start++;
  for (let line = lines[end - 1]; end > start && line && blank(line); line = lines[end - 1]) end--;
  return lines.slice(start, end);
}
