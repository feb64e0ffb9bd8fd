/**
 * A file as it would be without nerve. Kept up to date at each write, so that leaving a file gives back the
 * user's bytes exactly, also where they edited the file after nerve did.
 */
import type { KeyedFormat } from '../../base/formats/format.ts';
import { type Merged, merge3 } from '../../base/formats/merge.ts';
import { sameMeaning } from '../../base/kernel/json.ts';

export interface Traces {
  /** The file's text before nerve; null for no file. */
  readonly pristine: string | null;
  /** The file's text as nerve last left it. */
  readonly written: string;
  /** The file's text as it is now. */
  readonly current: string;
  /** The current text with our parts cut out by the editors. */
  readonly cut: string;
  /** The same of the text that nerve left. */
  readonly cutWritten: string;
}

/**
 * The user's version of the file: their edits since, applied to what stood there before nerve; the cut text
 * where these do not combine. Null when there would be no file.
 */
export function withoutUs(traces: Traces, format: KeyedFormat | undefined): string | null {
  const { pristine, written, current, cut, cutWritten } = traces;
  if (current === written) return pristine;
  const before = pristine ?? '';
  // The second way for edits right beside our parts, where the first one sees a collision.
  const ways = [() => merge3(written, before, current), () => merge3(cutWritten, before, cut)];
  const text = firstThat(ways, (merged) => merged.conflicts === 0 && sameContent(merged.text, cut, format));
  const left = text ?? cut;
  return pristine === null && isBlank(left, format) ? null : left;
}

function firstThat(ways: readonly (() => Merged)[], isGood: (merged: Merged) => boolean): string | undefined {
  for (const way of ways) {
    const merged = way();
    if (isGood(merged)) return merged.text;
  }
  return undefined;
}

function sameContent(a: string, b: string, format: KeyedFormat | undefined): boolean {
  if (!format) return words(a) === words(b);
  try {
    return sameMeaning(format.parse(a), format.parse(b));
  } catch {
    return false;
  }
}

/** Nothing in it that somebody wrote: no text, or an empty object without a comment. */
function isBlank(text: string, format: KeyedFormat | undefined): boolean {
  const bare = text.replace(/^\uFEFF/, '').trim();
  return bare === '' || (format?.name === 'jsonc' && /^\{\s*\}$/.test(bare));
}

function words(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(' ');
}
