/** `docs/first-five-minutes.md` from a recording. Pure. */
import { wrap } from '../../src/ui/width.ts';
import { MINUTES, type Step } from './minutes.ts';
import { ROWS, type Screen } from './terminal.ts';
import type { Recording } from './walk.ts';

const HEAD = `<!-- Recorded by \`npm run session\`; edit scripts/session and record again. -->
# The first five minutes

What a newcomer sees, minute by minute. Every command ran in a terminal of 100 columns, in a throw-away home, with the
real Codex and Claude Code on PATH, and what stands below it is what it printed. Replaced were only the path of the
home (\`~\`), where Node and nerve are installed, dates (\`YYYY-MM-DD\`) and the free space of the disk.`;

const WIDTH = 118;

/** The page as Markdown: the words of `MINUTES`, and below each command what its screens showed. */
export function pageOf(recording: Recording): string {
  const minutes = MINUTES.map(({ title, parts }) => {
    const texts = parts.map((part) =>
      typeof part === 'string' ? wrap(part, WIDTH) : blocksOf(part, recording.get(part) ?? []),
    );
    return [`## ${title}`, ...texts].join('\n\n');
  });
  return `${[HEAD, ...minutes].join('\n\n')}\n`;
}

function blocksOf(step: Step, screens: readonly Screen[]): string {
  // The first one shows the command before it was started.
  const shown = screens.slice(1).map(({ text }) => text.split('\n'));
  const says = [...(step.stops ?? []).map((stop) => stop.says), step.atEnd];
  const blocks = shown.map((lines, at) => {
    const block = fence(at === 0 ? lines : freshLines(lines, shown[at - 1] ?? []));
    const words = says[at];
    return words === undefined ? block : `${wrap(words, WIDTH)}\n\n${block}`;
  });
  const text = blocks.join('\n\n');
  return step.folded ? `<details>\n<summary>${step.folded}</summary>\n\n${text}\n\n</details>` : text;
}

/** The lines that differ from the screen before; of very many the last ones. */
function freshLines(lines: readonly string[], before: readonly string[]): readonly string[] {
  const from = lines.findIndex((line, at) => line !== before[at]);
  const fresh = from < 0 ? [] : lines.slice(from);
  return fresh.length <= ROWS ? fresh : ['…', ...fresh.slice(1 - ROWS)];
}

function fence(lines: readonly string[]): string {
  return ['```console', ...lines, '```'].join('\n');
}
