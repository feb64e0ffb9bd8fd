/** Cuts a stream of bytes into lines of limited length. */

/**
 * A function that takes the chunks of a stream. A line that is too long is reported once, as undefined, and skipped.
 * @param done gets each line without its line break; empty lines are left out
 */
export function createLineReader(
  limit: number,
  done: (line: string | undefined) => void,
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let size = 0;
  const add = (part: Buffer): void => {
    const before = size;
    size += part.length;
    if (size <= limit) parts.push(part);
    else {
      parts = [];
      if (before <= limit) done(undefined);
    }
  };
  const finish = (): void => {
    const line = size <= limit ? Buffer.concat(parts).toString('utf8').trim() : '';
    parts = [];
    size = 0;
    if (line !== '') done(line);
  };
  return (chunk) => {
    let start = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, start)) {
      add(chunk.subarray(start, at));
      finish();
      start = at + 1;
    }
    if (start < chunk.length) add(chunk.subarray(start));
  };
}
