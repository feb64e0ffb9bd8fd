/** Lines come out of pieces of any size as they went in. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { linesOf } from '../../../../src/lib/knowledge/ingest/lines.ts';

/** The text in pieces of one size, all in the same memory. */
function* pieces(text: string, size: number): Generator<Buffer> {
  const bytes = Buffer.from(text);
  const memory = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const count = bytes.copy(memory, 0, at, Math.min(bytes.length, at + size));
    yield memory.subarray(0, count);
  }
}

async function read(text: string, size: number, longest?: number) {
  const lines = [];
  for await (const { bytes, ...rest } of linesOf(pieces(text, size), 100, longest)) {
    lines.push({ text: bytes.toString('utf8'), ...rest });
  }
  return lines;
}

const TEXT = 'one\n\nthree é😀\n0123456789\nunfinished';

test.each([1, 2, 3, 5, 7, 16, 1000])('in pieces of %i bytes', async (size) => {
  expect(await read(TEXT, size)).toEqual([
    { text: 'one', offset: 100, length: 3 },
    { text: '', offset: 104, length: 0 },
    { text: 'three é😀', offset: 105, length: 12 },
    { text: '0123456789', offset: 118, length: 10 },
  ]);
});

test.each([1, 3, 4])(
  'a line that is too long is held in part, known by its hash, in pieces of %i',
  async (size) => {
    const cutHash = createHash('sha256').update('0123456789').digest('hex');
    expect(await read('ab\n0123456789\ncd\n', size, 6)).toEqual([
      { text: 'ab', offset: 100, length: 2 },
      { text: '012345', offset: 103, length: 10, cutHash },
      { text: 'cd', offset: 114, length: 2 },
    ]);
  },
);

test('a long line in one piece', async () => {
  const [line] = await read('0123456789\n', 1000, 6);
  expect(line).toMatchObject({ text: '012345', length: 10, cutHash: expect.any(String) });
});
