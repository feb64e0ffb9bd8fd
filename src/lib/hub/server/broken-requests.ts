/** What never becomes a request: headers that are too long, too slow, or no HTTP. Answered as Node answers, and told. */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { errnoOf } from '../../base/kernel/errors.ts';
import type { Problem } from './guard.ts';

const TOO_LONG: Problem = { status: 431, code: 'headers-too-large', message: 'The headers are too long.' };
const TOO_SLOW: Problem = { status: 408, code: 'too-slow', message: 'The request did not come in time.' };
const TOO_LARGE: Problem = {
  status: 413,
  code: 'too-large',
  message: 'The extensions of a chunk are too long.',
};
const NO_HTTP: Problem = { status: 400, code: 'bad-http', message: 'This is no HTTP.' };

const WORDS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  431: 'Request Header Fields Too Large',
};

/** Takes the place of Node's own answer to a `clientError`. */
export function answerBrokenRequests(server: Server, onRefused: (problem: Problem) => void): void {
  const answering = new WeakMap<object, ServerResponse>();
  server.on('request', (req, res) => answering.set(req.socket, res));
  server.on('clientError', (error, socket) => {
    const problem = problemOf(errnoOf(error));
    if (problem) onRefused(problem);
    // Half an answer must not get another one in its middle.
    const answer = answering.get(socket);
    const isFree = !answer || answer.writableFinished || !answer.headersSent;
    if (problem && isFree && socket.writable) write(socket as Socket, problem);
    socket.destroy();
  });
}

function write(socket: Socket, { status }: Problem): void {
  socket.write(`HTTP/1.1 ${status} ${WORDS[status]}\r\nConnection: close\r\n\r\n`);
}

/** Undefined for a connection that merely broke. */
function problemOf(errno: string | undefined): Problem | undefined {
  if (errno === 'HPE_HEADER_OVERFLOW') return TOO_LONG;
  if (errno === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return TOO_LARGE;
  if (errno === 'ERR_HTTP_REQUEST_TIMEOUT') return TOO_SLOW;
  return errno?.startsWith('HPE_') ? NO_HTTP : undefined;
}
