/** Divides the text of an agent's memory file into what holds everywhere and what is about this machine. */
import { stripComments } from '../../agents/bundles/comments.ts';
import { scanSecrets } from '../../agents/bundles/secret-scan.ts';
import { maskSpans } from '../../base/kernel/secret-spans.ts';
import { type Block, blocksOf, type Heading, type Piece } from './blocks.ts';
import { type LocalReason, localReasons, type MachineFacts } from './local-lines.ts';

export interface Marked {
  /** The first line of the piece, secrets masked. */
  readonly line: string;
  readonly reasons: readonly LocalReason[];
}

export interface SplitMemory {
  /** Markdown with headings from level 3 on; empty for nothing. */
  readonly shared: string;
  readonly local: string;
  /** What went to `local`, and why. */
  readonly marked: readonly Marked[];
  /** What `seen` should hold for the next file. */
  readonly keys: ReadonlySet<string>;
}

export interface SplitOptions {
  /** The file's name without `.md`: a first heading that says only this is left out. */
  readonly title: string;
  readonly facts: MachineFacts;
  /** Pieces that an earlier file had: they are taken once. */
  readonly seen: ReadonlySet<string>;
}

/** Headings of imported text begin here: above stand the file's own title and the section's. */
const TOP_LEVEL = 3;

/** Secrets are masked and comments, which are hints for people, left out, as in bundles. */
export async function splitMemory(text: string, options: SplitOptions): Promise<SplitMemory> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  const plain = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]/g, '');
  const masked = maskSpans(plain, await scanSecrets(plain));
  const blocks = blocksOf(stripComments(masked), options.title);
  const shift = TOP_LEVEL - Math.min(TOP_LEVEL, ...blocks.flatMap((block) => levelOf(block)));
  const shared = createPage(shift);
  const local = createPage(shift);
  const marked: Marked[] = [];
  const keys = new Set<string>();
  for (const block of blocks) {
    if (block.kind === 'heading') {
      shared.enter(block);
      local.enter(block);
      continue;
    }
    const key = keyOf(block);
    keys.add(key);
    if (options.seen.has(key)) continue;
    const reasons = localReasons(block.lines.join('\n'), options.facts);
    const quoted = block.code ? block : { ...block, lines: block.lines.map(quoteReferences) };
    (reasons.length > 0 ? local : shared).add(quoted);
    if (reasons.length > 0) marked.push({ line: (block.lines[block.code ? 1 : 0] ?? '').trim(), reasons });
  }
  return { shared: shared.text(), local: local.text(), marked, keys };
}

/** A page gets only the headings that something stands below. */
function createPage(shift: number) {
  let path: Heading[] = [];
  const written = new Set<Heading>();
  const lines: string[] = [];
  const gap = (): void => {
    if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
  };
  return {
    enter(heading: Heading): void {
      path = [...path.filter((above) => above.level < heading.level), heading];
    },
    add(piece: Piece): void {
      for (const heading of path.filter((above) => !written.has(above))) {
        gap();
        lines.push(`${'#'.repeat(Math.min(6, heading.level + shift))} ${heading.words}`, '');
        written.add(heading);
      }
      if (piece.apart) gap();
      lines.push(...piece.lines);
    },
    text: (): string => lines.join('\n').trim(),
  };
}

function levelOf(block: Block): number[] {
  return block.kind === 'heading' ? [block.level] : [];
}

/** Two pieces are the same whatever their bullets and line breaks. */
function keyOf(piece: Piece): string {
  return piece.lines
    .join(' ')
    .replace(/^\s*(?:[-*+]|\d{1,9}[.)])\s/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** `@docs/rules.md` in code quotes, so that no agent follows it from another folder. */
function quoteReferences(line: string): string {
  return line
    .split(/(`+[^`]*`+)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/(?<![\w@/`])@[~./\w][^\s`,;)]*[./][^\s`,;)]*/g, '`$&`'),
    )
    .join('');
}
