/** The body of an answer: one JSON text, or messages that come one by one as server-sent events. */
import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

export function isEventStream({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('text/event-stream') === true;
}

/** The whole body. @throws Error when the connection ends before it does. */
export async function readWhole(res: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await drained(res, (chunk) => chunks.push(chunk));
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** Reads events to their end; `done` gets the data of each. @throws Error when the connection breaks. */
export async function readEvents(res: IncomingMessage, done: (data: string) => void): Promise<void> {
  const read = createEventReader(done);
  await drained(res, read);
}

function drained(res: IncomingMessage, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    res.on('data', take);
    res.once('end', resolve);
    res.once('error', reject);
    res.once('close', () => reject(new Error('the connection broke')));
  });
}

/** Cuts bytes into events and gives their data (WHATWG HTML, 9.2.6); other fields and comments mean nothing to us. */
export function createEventReader(done: (data: string) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let data: string | undefined;
  const takeLine = (line: string): void => {
    if (line === '') {
      if (data !== undefined) done(data);
      data = undefined;
    } else if (line.startsWith('data:')) {
      const value = line.slice(line[5] === ' ' ? 6 : 5);
      data = data === undefined ? value : `${data}\n${value}`;
    }
  };
  return (chunk) => {
    rest += decoder.write(chunk);
    let start = 0;
    for (let at = rest.indexOf('\n'); at >= 0; at = rest.indexOf('\n', start)) {
      takeLine(rest.slice(start, rest[at - 1] === '\r' && at > start ? at - 1 : at));
      start = at + 1;
    }
    rest = rest.slice(start);
  };
}
