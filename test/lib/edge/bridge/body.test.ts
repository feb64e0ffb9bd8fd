/** Events are found wherever the bytes are cut. */
import { expect, test } from 'vitest';
import { createEventReader } from '../../../../src/lib/edge/bridge/body.ts';

const STREAM = [
  ': a comment\n\n',
  'event: message\ndata: {"one":"Grüße 🦉"}\n\n',
  'data:{"two":2}\r\n\r\n',
  'id: 7\ndata: {"three":\ndata: 3}\n\n',
  'retry: 10\n\n',
  'data: never ended',
].join('');

const DATA = ['{"one":"Grüße 🦉"}', '{"two":2}', '{"three":\n3}'];

test.each([1, 2, 3, 7, 1000])('in pieces of %i bytes', (size) => {
  const found: string[] = [];
  const read = createEventReader((data) => found.push(data));
  const bytes = Buffer.from(STREAM);
  for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size));
  expect(found).toEqual(DATA);
});
