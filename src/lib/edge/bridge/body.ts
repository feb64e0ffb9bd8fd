/** The body of an answer: one JSON text, or messages that come one by one as server-sent events. */
import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { isFields } from '../../protocols/mcp/message.ts';
import type { Fields } from '../../protocols/mcp/types.ts';
import { Failure, NOT_THE_HUB } from './failure.ts';
import { Unreached } from './http.ts';

export function isEventStream({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('text/event-stream') === true;
}

/** The whole body. @throws Unreached when the connection ends before it does */
export async function readWhole(res: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await drained(res, (chunk) => chunks.push(chunk));
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/**
 * Reads a stream of messages to its end; `take` gets each as it came, and parsed.
 * @throws Failure (`hub-refused`) at the first event that is no message; Unreached when the connection breaks
 */
export async function readMessages(
  res: IncomingMessage,
  take: (text: string, message: Fields) => void,
): Promise<void> {
  const read = createEventReader((text) => {
    const [message, ...more] = messagesIn(text);
    if (!message || more.length > 0) throw new Failure('hub-refused', NOT_THE_HUB);
    take(text, message);
  });
  await drained(res, read);
}

/** The messages of a JSON text, one or a batch; none if anything in it is no message. */
export function messagesIn(text: string): readonly Fields[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.every(isMessage) ? values : [];
}

/** Looser than `kindOf`: an error may lack the id of what could not be read. */
function isMessage(value: unknown): value is Fields {
  if (!isFields(value) || value.jsonrpc !== '2.0') return false;
  return typeof value.method === 'string' || value.result !== undefined || isFields(value.error);
}

function drained(res: IncomingMessage, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      try {
        take(chunk);
      } catch (error) {
        reject(error);
        // More may be on its way through the parser.
        res.off('data', read);
        res.destroy();
      }
    };
    res.on('data', read);
    res.once('end', resolve);
    res.once('error', (error) => reject(new Unreached(error, true)));
    res.once('close', () => reject(new Unreached('the connection broke', true)));
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
