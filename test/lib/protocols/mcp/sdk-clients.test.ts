/** The clients of both SDK lines, in both eras, over HTTP and stdio, do all that clients do. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMcp, type TestServer } from '../../../support/mcp.ts';
import { connectV1, connectV2, type Peer, type Target } from '../../../support/mcp-peers.ts';
import { createTestHandlers } from '../../../support/mcp-tools.ts';
import { repository } from '../../../support/scenario.ts';

const [started, aborted]: [string[], string[]] = [[], []];
let server: TestServer;
const script = join(repository, 'test', 'support', 'mcp-stdio.ts');
const child: Target = { command: process.execPath, args: [script] };
const http = (principal: string): Target => ({ url: server.url, principal });

beforeAll(async () => {
  server = await startMcp(
    createTestHandlers({
      started,
      aborted,
      change: () => server.mcp.notify({ method: 'notifications/tools/list_changed' }, 'me'),
    }),
  );
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

/** Changes the tools until the client hears of it. */
async function changeTools(peer: Peer): Promise<void> {
  const before = peer.changes();
  // A client may open its stream a moment after it has connected, and v2 waits for the last of several notices.
  for (let look = 0; peer.changes() === before; look += 1) {
    if (look % 100 === 0) await peer.call('change');
    await sleep(10);
  }
}

const PEERS: readonly [string, (principal: string) => Promise<Peer>][] = [
  ['v1 over HTTP', (principal) => connectV1(http(principal))],
  ['v1 over stdio', () => connectV1(child)],
  ['v2 over HTTP, 2025', (principal) => connectV2(http(principal), 'legacy')],
  ['v2 over HTTP, 2026-07-28', (principal) => connectV2(http(principal), 'auto')],
  ['v2 over stdio, 2025', () => connectV2(child, 'legacy')],
  ['v2 over stdio, 2026-07-28', () => connectV2(child, 'auto')],
];

describe.each(PEERS)('%s', (title, connect) => {
  let peer: Peer;

  beforeAll(async () => {
    peer = await connect('me');
  });
  afterAll(() => peer.close());

  test('lists and calls', async () => {
    expect(await peer.toolNames()).toContain('echo');
    expect(await peer.call('echo', { text: 'grüß dich\u2028' })).toBe('echo: grüß dich\u2028');
  });

  test('reads, prompts, completes', async () => {
    expect(await peer.readUri('note://one')).toMatchObject({ contents: [{ text: 'one' }] });
    expect(await peer.prompt('greet', { who: 'Ada' })).toMatchObject({
      messages: [{ content: { text: 'Hello Ada' } }],
    });
    expect(await peer.complete('x')).toHaveLength(100);
  });

  test('is refused in the words of the protocol', async () => {
    await expect(peer.call('nope')).rejects.toMatchObject({ code: -32602 });
    await expect(peer.readUri('note://two')).rejects.toThrow('Resource not found');
  });

  test('hears of progress', async () => {
    const steps: number[] = [];
    await peer.call('steps', {}, { onprogress: ({ progress }) => steps.push(progress) });
    expect(steps).toEqual([1, 2]);
  });

  test('is asked, and answers', async () => {
    expect(await peer.call('asks')).toContain('Ada');
    expect(await peer.call('asks_twice')).toContain('Ada');
  });

  test('cancels', async () => {
    const controller = new AbortController();
    const { length } = aborted;
    const pending = peer.call('waits', {}, { signal: controller.signal });
    // What happens in a child is its own affair.
    const isHere = title.includes('HTTP');
    await (isHere ? until(() => started.length > length) : sleep(100));
    controller.abort();
    await expect(pending).rejects.toThrow();
    if (isHere) await until(() => aborted.length > length);
    expect(await peer.call('echo', { text: 'still here' })).toBe('echo: still here');
  });

  test('has many calls under way at once', async () => {
    const texts = Array.from({ length: 40 }, (_, at) => `${at}`);
    const answers = await Promise.all(texts.map((text) => peer.call('echo', { text })));
    expect(answers).toEqual(texts.map((text) => `echo: ${text}`));
  });

  test('is told that the tools have changed', async () => {
    await changeTools(peer);
  });
});

test('nobody else is told', async () => {
  const [mine, theirs] = [await connectV2(http('me'), 'auto'), await connectV1(http('them'))];
  await changeTools(mine);
  await sleep(100);
  expect(theirs.changes()).toBe(0);
  await Promise.all([mine.close(), theirs.close()]);
});
