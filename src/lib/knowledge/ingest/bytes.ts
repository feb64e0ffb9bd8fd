/** The bytes of a transcript piece by piece, plain or compressed, and by what a file is known again. */
import { createZstdDecompress } from 'node:zlib';
import { UnavailableError } from '../../base/kernel/errors.ts';
import { sha256 } from '../../base/kernel/hash.ts';
import type { IngestFile } from '../../base/store/ingest-rows.ts';
import type { OpenFile } from '../../base/system/system.ts';

/** A good size for the buffer of a reader. */
export const PIECE = 256 * 1024;
/** Bytes that are compared at the beginning of a file, and before the place that was reached. */
export const HEAD_BYTES = 4096;
export const TAIL_BYTES = 1024;

export type Marks = Pick<IngestFile, 'offset' | 'headSize' | 'headHash' | 'tailSize' | 'tailHash'>;

/** The bytes of an open file from `offset` on, in this memory again and again. */
export function* plainBytes(file: OpenFile, offset: number, buffer: Buffer): Generator<Buffer> {
  for (let position = offset; ; ) {
    const count = file.read(buffer, position);
    if (count === 0) return;
    yield buffer.subarray(0, count);
    position += count;
  }
}

/** The same of a file in Zstandard; all of it has to be read up to there. @throws UnavailableError (`broken-archive`) */
export async function* compressedBytes(file: OpenFile, path: string, buffer: Buffer): AsyncGenerator<Buffer> {
  const { Readable } = await import('node:stream');
  const copies = function* (): Generator<Buffer> {
    for (const piece of plainBytes(file, 0, buffer)) yield Buffer.from(piece);
  };
  const input = Readable.from(copies());
  const output = createZstdDecompress();
  input.on('error', (error) => output.destroy(error));
  try {
    yield* input.pipe(output) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new UnavailableError(`${path} cannot be decompressed: it is damaged or not complete`, {
      code: 'broken-archive',
      cause,
    });
  } finally {
    input.destroy();
    output.destroy();
  }
}

/** Whether an open plain file still begins and goes on up to the place that was reached as it did. */
export function isSamePlain(file: OpenFile, marks: Marks): boolean {
  return (
    sha256(piece(file, 0, marks.headSize)) === marks.headHash &&
    sha256(piece(file, marks.offset - marks.tailSize, marks.tailSize)) === marks.tailHash
  );
}

function piece(file: OpenFile, position: number, size: number): Buffer {
  const buffer = Buffer.alloc(size);
  for (let filled = 0; filled < size; ) {
    const count = file.read(buffer.subarray(filled), position + filled);
    if (count === 0) return buffer.subarray(0, filled);
    filled += count;
  }
  return buffer;
}

/** What is behind the place that was reached; undefined if what is before it is not what it was. */
export async function* behind(
  pieces: AsyncIterable<Buffer>,
  marks: Marks,
): AsyncGenerator<Buffer | undefined> {
  let position = 0;
  const head: Buffer[] = [];
  let tail = Buffer.alloc(0);
  let isChecked = false;
  for await (const each of pieces) {
    const before = each.subarray(0, Math.max(0, marks.offset - position));
    if (position < marks.headSize) head.push(before.subarray(0, marks.headSize - position));
    if (before.length > 0) tail = Buffer.concat([tail, before]).subarray(-Math.max(1, marks.tailSize));
    position += each.length;
    if (position < marks.offset) continue;
    if (!isChecked) {
      isChecked = true;
      const isSame =
        sha256(Buffer.concat(head)) === marks.headHash &&
        sha256(tail.subarray(tail.length - marks.tailSize)) === marks.tailHash;
      if (!isSame) {
        yield undefined;
        return;
      }
    }
    if (before.length < each.length) yield each.subarray(before.length);
  }
  if (!isChecked) yield undefined;
}
