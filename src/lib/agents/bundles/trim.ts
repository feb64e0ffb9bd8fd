/** Cuts sections so that a bundle fits its budget, whole blocks at a time. */
import type { OutlineLine } from './outline.ts';

/** A stretch of lines that is kept or dropped as one: a heading, a list item, a paragraph, a fenced block. */
interface Block {
  /** End in the lines of the section, exclusive. */
  readonly end: number;
  readonly heading: boolean;
}

export interface Sized {
  readonly lines: readonly OutlineLine[];
  /** Lower is cut first. */
  readonly priority: number;
  /** The line that says what was left out. */
  readonly notice: (dropped: number) => string;
}

export interface Cut {
  readonly lines: readonly OutlineLine[];
  /** Lines that are not blank. */
  readonly kept: number;
  readonly dropped: number;
}

/**
 * Shortens sections until they need at most `excess` bytes less than now. The section of the lowest priority goes
 * first, of two equal ones the later; within a section the last blocks go first, and a heading with nothing left
 * below it goes with them. Every cut section gets its notice as the last line. A section whose notice would need
 * more room than it frees is left whole.
 * @returns one entry per section, and the bytes that could not be saved.
 */
export function trimSections(
  sections: readonly Sized[],
  excess: number,
): { cuts: readonly Cut[]; left: number } {
  const cuts = sections.map((section): Cut => whole(section));
  const order = sections.map((_, index) => index).sort((a, b) => priorityOf(a) - priorityOf(b) || b - a);
  let left = excess;
  for (const index of order) {
    if (left <= 0) break;
    const section = sections[index];
    if (!section) continue;
    const { cut, saved } = shorten(section, left);
    cuts[index] = cut;
    left -= saved;
  }
  return { cuts, left: Math.max(0, left) };

  function priorityOf(index: number): number {
    return sections[index]?.priority ?? 0;
  }
}

function whole(section: Sized): Cut {
  return { lines: section.lines, kept: countText(section.lines), dropped: 0 };
}

function shorten(section: Sized, excess: number): { cut: Cut; saved: number } {
  const total = countText(section.lines);
  const size = sizeOf(section.lines);
  // Counted with the largest number it can hold, so that it never outgrows its place.
  const reserve = Buffer.byteLength(section.notice(total)) + 2;
  const blocks = splitBlocks(section.lines);
  let end = section.lines.length;
  let bytes = size;
  let keep = blocks.length;
  while (keep > 0 && size - bytes - reserve < excess) {
    keep--;
    const start = blocks[keep - 1]?.end ?? 0;
    bytes -= sizeOf(section.lines.slice(start, end));
    end = start;
  }
  while (keep > 0 && blocks[keep - 1]?.heading) {
    keep--;
    const start = blocks[keep - 1]?.end ?? 0;
    bytes -= sizeOf(section.lines.slice(start, end));
    end = start;
  }
  const saved = size - bytes - reserve;
  if (saved <= 0) return { cut: whole(section), saved: 0 };
  const kept = dropBlankEnd(section.lines.slice(0, end));
  const dropped = total - countText(kept);
  const notice = { text: section.notice(dropped), code: false, heading: false };
  const gap = kept.length > 0 ? [{ text: '', code: false, heading: false }] : [];
  return { cut: { lines: [...kept, ...gap, notice], kept: total - dropped, dropped }, saved };
}

function splitBlocks(lines: readonly OutlineLine[]): readonly Block[] {
  const blocks: Block[] = [];
  let heading = lines[0]?.heading ?? false;
  for (let index = 1; index < lines.length; index++) {
    if (!startsBlock(lines, index)) continue;
    blocks.push({ end: index, heading });
    heading = lines[index]?.heading ?? false;
  }
  return lines.length === 0 ? [] : [...blocks, { end: lines.length, heading }];
}

function startsBlock(lines: readonly OutlineLine[], index: number): boolean {
  const line = lines[index];
  const before = lines[index - 1];
  if (!line || !before) return false;
  if (line.heading || before.heading) return line.text.trim() !== '';
  if (line.code && before.code) return false;
  // Indented lines belong to the list item above them.
  if (line.text.trim() === '' || /^[ \t]/.test(line.text)) return false;
  return before.text.trim() === '' || /^(?:[-*+]|\d{1,9}[.)])[ \t]/.test(line.text);
}

function dropBlankEnd(lines: readonly OutlineLine[]): readonly OutlineLine[] {
  let end = lines.length;
  while (end > 0 && lines[end - 1]?.text.trim() === '') end--;
  return lines.slice(0, end);
}

function countText(lines: readonly OutlineLine[]): number {
  return lines.filter((line) => line.text.trim() !== '').length;
}

function sizeOf(lines: readonly OutlineLine[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line.text) + 1, 0);
}
