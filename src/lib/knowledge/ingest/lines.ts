/** Complete lines out of pieces of bytes, with a bound on what is held of one. */
import { createHash, type Hash } from 'node:crypto';

export interface Line {
  /** The bytes without the newline, or as much of them as is held. Good until the next line is asked for. */
  readonly bytes: Buffer;
  /** Where it begins in the file. */
  readonly offset: number;
  /** Of the whole line, without its newline. */
  readonly length: number;
  /** SHA-256 of the whole line, where only its beginning is held. */
  readonly cutHash?: string;
}

/** Bytes of one line that are held. */
export const LONGEST_LINE = 16 * 1024 * 1024;

const NEWLINE = 10;

/**
 * The lines of the bytes from `offset` on. What has no newline yet is left out: its line is still being written.
 * @param pieces may use the same memory again for each
 */
export async function* linesOf(
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
  offset: number,
  longest = LONGEST_LINE,
): AsyncGenerator<Line> {
  let begin = offset;
  let open: OpenLine | undefined;
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
      const part = piece.subarray(start, end);
      if (part.length > longest) open ??= openLine(longest);
      const line: Line = open ? open.close(part, begin) : { bytes: part, offset: begin, length: part.length };
      open = undefined;
      yield line;
      begin = line.offset + line.length + 1;
      start = end + 1;
    }
    if (start < piece.length) {
      open ??= openLine(longest);
      open.add(piece.subarray(start));
    }
  }
}

interface OpenLine {
  add(part: Buffer): void;
  close(part: Buffer, offset: number): Line;
}

/** A line that goes on in the next piece. */
function openLine(longest: number): OpenLine {
  const held: Buffer[] = [];
  let size = 0;
  let length = 0;
  let hash: Hash | undefined;
  const add = (part: Buffer): void => {
    length += part.length;
    if (hash === undefined && length > longest) {
      hash = createHash('sha256');
      for (const before of held) hash.update(before);
    }
    hash?.update(part);
    const room = part.subarray(0, Math.max(0, longest - size));
    if (room.length === 0) return;
    held.push(Buffer.from(room));
    size += room.length;
  };
  return {
    add,
    close: (part, offset) => {
      add(part);
      const [first] = held;
      const bytes = held.length === 1 && first ? first : Buffer.concat(held);
      return { bytes, offset, length, ...(hash && { cutHash: hash.digest('hex') }) };
    },
  };
}
