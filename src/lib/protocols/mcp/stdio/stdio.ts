/** The server on a pair of byte streams, such as the standard streams of a process. */
import type { Readable, Writable } from 'node:stream';
import type { Core } from '../core.ts';
import type { Principal } from '../handlers.ts';
import { settled } from '../settled.ts';
import { type Connection, createConnection } from './connection.ts';
import { createLineReader } from './lines.ts';

export interface StdioStreams<P extends Principal> {
  readonly input: Readable;
  readonly output: Writable;
  readonly principal: P;
}

export interface StdioServer {
  /** Ends subscriptions and calls, and stops reading. */
  close(): void;
  /** Resolves when the input has ended and what was asked is answered, or after `close`. */
  readonly closed: Promise<void>;
}

/** How long calls may still take once nobody can ask any more. */
const GRACE_MS = 2_000;

export function handleStdio<P extends Principal>(
  core: Core<P>,
  { input, output, principal }: StdioStreams<P>,
): StdioServer {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const connection = createConnection(core, principal, {
    write: (text) => {
      if (!output.destroyed && !output.writableEnded) output.write(`${text}\n`);
    },
    isSlow: () => output.writableNeedDrain,
  });
  const read = createLineReader(core.maxBodyBytes, (line) => connection.receive(line));
  const onData = (chunk: Buffer | string): void => {
    read(typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk);
    if (!output.writableNeedDrain) return;
    // Whoever does not read the answers gets no further questions through.
    input.pause();
    output.once('drain', () => input.resume());
  };
  const close = (): void => {
    input.off('data', onData);
    input.pause();
    connection.end({ calls: true });
    resolve();
  };
  input.on('data', onData);
  input.once('error', close);
  output.once('error', close);
  input.once('end', () => {
    read(Buffer.from('\n'));
    void finish(core, connection, close);
  });
  return { close, closed };
}

/** Lets calls end by themselves for a while. */
async function finish<P extends Principal>(
  core: Core<P>,
  connection: Connection,
  close: () => void,
): Promise<void> {
  connection.end();
  await settled(core, GRACE_MS);
  close();
}
