/** Reads the body of a request up to a limit. */
import type { IncomingMessage } from 'node:http';

/**
 * Calls `done` with the text, or with undefined as soon as the body is known to be too long; never when the client
 * goes away. What follows too much is read and thrown away, so that the client hears the answer, up to a point.
 */
export function readBody(
  req: IncomingMessage,
  limit: number,
  done: (text: string | undefined) => void,
): void {
  if (Number(req.headers['content-length']) > limit) {
    done(undefined);
    return;
  }
  let chunks: Buffer[] | undefined;
  let first: Buffer | undefined;
  let size = 0;
  req.on('data', (chunk: Buffer) => {
    const before = size;
    size += chunk.length;
    if (size > limit) {
      chunks = undefined;
      first = undefined;
      if (before <= limit) done(undefined);
      if (size > limit * 16) req.destroy();
    } else if (first === undefined) first = chunk;
    else {
      chunks ??= [first];
      chunks.push(chunk);
    }
  });
  req.on('end', () => {
    if (size > limit) return;
    const whole = chunks ? Buffer.concat(chunks, size) : first;
    done(whole ? whole.toString('utf8') : '');
  });
}
