/** What comes too slowly, too long, or is no HTTP, on a real socket. */
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { answerBrokenRequests } from '../../../../src/lib/hub/server/broken-requests.ts';
import { type Listening, listen } from '../../../../src/lib/hub/server/listen.ts';

const codes: string[] = [];
let listening: Listening;

beforeAll(async () => {
  const options = { host: '127.0.0.1', port: 0, tls: undefined, behindProxy: false };
  const patience = { headers: 60, request: 120, look: 20 };
  listening = await listen(
    (req, res) => {
      // The first answers when all is there, the second at once, and goes on for ever.
      if (req.url === '/') req.resume().on('end', () => res.end('whole'));
      else res.write('begun');
    },
    options,
    patience,
  );
  answerBrokenRequests(listening.server, ({ code }) => void codes.push(code));
});
beforeEach(() => {
  codes.length = 0;
});
afterAll(() => {
  listening.server.closeAllConnections();
  listening.server.close();
});

/** Sends a text, and all that comes back until the other side ends. */
function exchange(text: string): Promise<string> {
  const socket = connect(Number(new URL(listening.url).port), '127.0.0.1');
  let answer = '';
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    answer += data.toString('latin1');
  });
  socket.write(text);
  return new Promise((resolve) => socket.once('close', () => resolve(answer)));
}

const HEAD = 'POST / HTTP/1.1\r\nhost: localhost\r\n';

it.each([
  ['nothing at all', '', 408, 'too-slow'],
  ['half of the headers', HEAD, 408, 'too-slow'],
  ['half of the body', `${HEAD}content-length: 9\r\n\r\nhalf`, 408, 'too-slow'],
  ['too much', `${HEAD}x: ${'x'.repeat(100_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ['another language', 'EHLO localhost\r\n\r\n', 400, 'bad-http'],
  ['two lengths', `${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\n`, 400, 'bad-http'],
])('%s ends', async (_what, text, status, code) => {
  expect(await exchange(text)).toMatch(new RegExp(`^HTTP/1.1 ${status} [A-Z][A-Za-z ]+\r\n`));
  expect(codes).toEqual([code]);
});

it('an answer that has begun gets no other in its middle', async () => {
  const answer = await exchange('POST /stream HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nhalf');
  expect(answer.match(/HTTP\/1\.1/g)).toEqual(['HTTP/1.1']);
  expect(codes).toEqual(['too-slow']);
});

it('an answer may take as long as it likes', async () => {
  const response = await fetch(`${listening.url}/stream`, { method: 'POST', body: 'all' });
  const reader = response.body?.getReader();
  await reader?.read();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await Promise.race([reader?.closed, 'open'])).toBe('open');
  await reader?.cancel();
});
