/** The seed files of Claude Code, read as text, and a generator of odd JSONC documents. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../fixtures/agents/claude-code/', import.meta.url));

/** Name and text of every file directly in the folder. */
export function seeds(folder = ''): [string, string][] {
  return readdirSync(root + folder)
    .filter((name) => statSync(`${root}${folder}/${name}`).isFile())
    .map((name) => [name, readFileSync(`${root}${folder}/${name}`, 'utf8')]);
}

/** Numbers from 0 up to 1, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A valid JSONC object with any mixture of spaces, line breaks, comments, trailing commas and duplicate keys. */
export function oddDocument(next: () => number): string {
  const eol = next() < 0.3 ? '\r\n' : '\n';
  const wild = next();
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const trivia = (): string => {
    let text = '';
    while (next() < wild * 0.6) {
      text += pick([
        ' ',
        '  ',
        '\t',
        eol,
        `${eol}  `,
        `${eol}    `,
        `// c${eol}`,
        '/* c */',
        `/* c${eol} c */`,
        `${eol}// own${eol}`,
      ]);
    }
    return text;
  };
  const value = (depth: number): string => {
    const kind = depth > 3 ? 0 : next();
    if (kind < 0.4)
      return pick(['1', '-2.50', '1e3', 'true', 'null', '"s"', '"// no"', '"m"', '12345678901234567890']);
    const isArray = kind < 0.6;
    const count = Math.floor(next() * 4);
    let text = isArray ? '[' : '{';
    const tidy = next();
    const lead = tidy < 0.3 ? eol + '  '.repeat(depth + 1) : tidy < 0.5 ? ' ' : '';
    for (let at = 0; at < count; at += 1) {
      text += trivia() + lead;
      if (!isArray) text += `"${pick(['a', 'b', 'c', 'd', '__proto__'])}"${trivia()}:${trivia()}`;
      text += value(depth + 1) + trivia();
      if (at < count - 1 || next() < 0.2) text += ',';
    }
    text += trivia();
    if (tidy < 0.3 && next() < 0.9) text += eol + '  '.repeat(depth);
    return text + (isArray ? ']' : '}');
  };
  let body = '';
  while (!body.startsWith('{')) body = value(0);
  return (next() < 0.1 ? '\uFEFF' : '') + trivia() + body + trivia();
}
