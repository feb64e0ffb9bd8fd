/** Bytes cut into lines. */
import { describe, expect, test } from 'vitest';
import { createLineReader } from '../../../../../src/lib/protocols/mcp/stdio/lines.ts';

describe('lines', () => {
  const read = (chunks: readonly string[], limit = 20): (string | undefined)[] => {
    const lines: (string | undefined)[] = [];
    const push = createLineReader(limit, (line) => lines.push(line));
    for (const chunk of chunks) push(Buffer.from(chunk, 'latin1'));
    return lines;
  };
  test.each([
    [['a\nb\n'], ['a', 'b']],
    [['a\r\nb\r\n'], ['a', 'b']],
    [['a', 'b', '\nc'], ['ab']],
    [['\n\n \na\n'], ['a']],
    [[`${'x'.repeat(21)}\na\n`], [undefined, 'a']],
    [
      ['x'.repeat(15), 'x'.repeat(15), 'x'.repeat(15), '\na\n'],
      [undefined, 'a'],
    ],
    [
      ['x'.repeat(20), '\na\n'],
      ['x'.repeat(20), 'a'],
    ],
    [['\xc3', '\xbc\n'], ['ü']],
  ])('%j', (chunks, lines) => {
    expect(read(chunks)).toEqual(lines);
  });
});
