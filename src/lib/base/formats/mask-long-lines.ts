/** Cuts the very long lines of a unified diff to the part that changed. */

const MAX_LINE = 400;
const AROUND = 100;

/** The diff with every line of more than 400 characters cut; of a changed line the change and what is near it stays. */
export function cutLongLines(diff: string): string {
  const lines = diff.split('\n');
  if (lines.every((line) => line.length <= MAX_LINE)) return diff;
  const shown: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const removed = runOf(lines, at, '-');
    // "\ No newline at end of file" may stand between the two.
    const between = removed.length > 0 ? runOf(lines, at + removed.length, '\\') : [];
    const added = runOf(lines, at + removed.length + between.length, '+');
    const [first] = [...removed, ...added];
    if (first === undefined) {
      shown.push(cut(lines[at] ?? '', 0, 0));
      at += 1;
      continue;
    }
    shown.push(...removed.map((line, index) => cutAgainst(line, added[index])), ...between);
    shown.push(...added.map((line, index) => cutAgainst(line, removed[index])));
    at += removed.length + between.length + added.length;
  }
  return shown.join('\n');
}

function runOf(lines: readonly string[], from: number, sign: string): string[] {
  let end = from;
  while (end < lines.length && lines[end]?.startsWith(sign)) end += 1;
  return lines.slice(from, end);
}

function cutAgainst(line: string, other: string | undefined): string {
  if (line.length <= MAX_LINE) return line;
  if (other === undefined) return cut(line, 0, 0);
  const least = Math.min(line.length, other.length);
  let start = 1;
  while (start < least && line[start] === other[start]) start += 1;
  let tail = 0;
  while (tail < least - start && line[line.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
  return cut(line, start, line.length - tail);
}

/** The sign and about 400 characters around `start` to `end`; both ends of a change that is longer than that. */
function cut(line: string, start: number, end: number): string {
  if (line.length <= MAX_LINE) return line;
  const from = Math.max(1, Math.min(start - AROUND, line.length - MAX_LINE));
  const to = Math.min(line.length, Math.max(end + AROUND, from + MAX_LINE));
  const body = line.slice(from, to);
  const half = MAX_LINE;
  const middle =
    body.length <= 2 * half
      ? body
      : body.slice(0, half) + skipped(body.length - 2 * half) + body.slice(-half);
  return `${line[0]}${from > 1 ? skipped(from - 1) : ''}${middle}${to < line.length ? skipped(line.length - to) : ''}`;
}

function skipped(count: number): string {
  return ` [… ${count} characters …] `;
}
