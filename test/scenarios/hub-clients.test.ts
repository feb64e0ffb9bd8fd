/** The clients of both SDK lines, in both eras, with a token against a real hub, do all that clients do. */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHome, read } from '../support/home.ts';
import { type RunningHub, startFixtureHub, startHub } from '../support/hub.ts';
import { auditOf, mint, stopWell } from '../support/hub-scenario.ts';
import { connectV1, connectV2, type Peer } from '../support/mcp-peers.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

type Connect = (target: { url: string; principal: string }) => Promise<Peer>;

const PEERS: readonly (readonly [string, Connect])[] = [
  ['v1', connectV1],
  ['v2, 2025', (target) => connectV2(target, 'legacy')],
  ['v2, 2026-07-28', (target) => connectV2(target, 'auto')],
];

const endpoint = (hub: RunningHub): string => `${hub.url}/mcp/v1`;

describe.each(PEERS)('%s and nerve serve', (_title, connect) => {
  let home: string;
  let hub: RunningHub;
  let peer: Peer;

  beforeAll(async () => {
    home = makeHome({ '.codex': null });
    await nerve.expect(0, home, 'init --yes --auth inline');
    const token = read(home, '.nerve/secrets/agents/codex').trim().split('\n').at(-1) ?? '';
    hub = await startHub(home, '--no-sync');
    peer = await connect({ url: endpoint(hub), principal: token });
  });
  afterAll(() => stopWell(hub));

  /** Every tool with arguments that it takes, and what it answers. */
  const TOOLS: Readonly<Record<string, readonly [args: Record<string, unknown>, answer: RegExp]>> = {
    session_context: [{ topic: 'the weather' }, /- topic: the weather/],
    session_title: [{ title: 'A peer' }, /^external:peer:T\w+ is now called "A peer"\.$/],
    session_list: [{ search: 'peer' }, /^- external:peer:T\w+ A peer \[/],
    session_read: [{ session_id: 'codex:nobody' }, /unknown-session/],
    session_archive: [{ session_id: 'codex:nobody' }, /unknown-session/],
    hub_status: [{}, /You are codex in external:peer:/],
  };

  it('lists what there is', async () => {
    expect((await peer.toolNames()).sort()).toEqual(Object.keys(TOOLS).sort());
    const { resources, templates, prompts } = await peer.offers();
    expect(resources).toEqual(expect.arrayContaining(['nerve://workspace/USER.md', 'nerve://bundles/codex']));
    expect(templates).toEqual([
      'nerve://workspace/{file}',
      'nerve://bundles/{agent}',
      'nerve://sessions/{id}',
    ]);
    expect(prompts).toEqual(['start']);
  });

  it.each(Object.entries(TOOLS))('calls %s', async (name, [args, answer]) => {
    expect(await peer.call(name, args)).toMatch(answer);
  });

  it('reads, prompts, completes', async () => {
    expect(await peer.readUri('nerve://bundles/codex')).toMatchObject({
      contents: [{ mimeType: 'text/markdown', text: expect.stringContaining('# Memory for Codex') }],
    });
    expect(await peer.prompt('start', { topic: 'rain' })).toMatchObject({
      messages: [{ content: { text: expect.stringContaining('"rain"') } }],
    });
    expect(await peer.complete('co', 'nerve://bundles/{agent}')).toEqual(['codex']);
  });

  it('is refused in the words of the protocol', async () => {
    await expect(peer.call('nope')).rejects.toMatchObject({ code: -32602 });
    await expect(peer.readUri('nerve://workspace/nope')).rejects.toThrow('Resource not found');
    await expect(peer.prompt('nope', {})).rejects.toMatchObject({ code: -32602 });
  });

  it('has many calls under way at once', async () => {
    const topics = Array.from({ length: 40 }, (_, at) => `topic ${at}`);
    const answers = await Promise.all(topics.map((topic) => peer.call('session_context', { topic })));
    expect(answers.map((answer) => /topic: (.*)$/m.exec(answer)?.[1])).toEqual(topics);
  });

  it('takes back a write that waits for the database', async () => {
    const other = new Database(join(home, '.nerve', 'nerve.db'));
    other.exec('BEGIN IMMEDIATE');
    const controller = new AbortController();
    const pending = peer.call('session_title', { title: 'Too late' }, { signal: controller.signal });
    pending.catch(() => undefined);
    await sleep(300);
    controller.abort();
    await expect(pending).rejects.toThrow();
    // In 2025 the word that it is not wanted any more comes as a request of its own.
    await sleep(300);
    other.exec('ROLLBACK');
    other.close();
    await expect
      .poll(async () => (await auditOf(home)).findLast(({ tool }) => tool === 'session_title')?.outcome)
      .toBe('cancelled');
    expect(await peer.call('session_list', { search: 'Too late' })).toBe('There are no such sessions.');
  });

  it('goes on after a restart, and ends', async () => {
    await stopWell(hub);
    hub = await startHub(home, '--no-sync', '--port', new URL(hub.url).port);
    expect(await peer.call('hub_status')).toMatch(/^nerve /);
    await peer.close();
  });
});

describe('what only some tools do', () => {
  let hub: RunningHub;
  const tokens: string[] = [];

  beforeAll(async () => {
    const home = makeHome();
    for (const name of ['one', 'two', 'three', 'other']) tokens.push(await mint(nerve, home, name));
    hub = await startFixtureHub(home);
  });
  afterAll(async () => {
    expect((await hub.stop()).stderr).toBe('');
  });

  describe.each(PEERS.map(([title, connect], at) => [title, connect, at] as const))(
    '%s',
    (_title, connect, at) => {
      let peer: Peer;

      beforeAll(async () => {
        peer = await connect({ url: endpoint(hub), principal: tokens[at] ?? '' });
      });
      afterAll(() => peer.close());

      it('hears of progress', async () => {
        const steps: number[] = [];
        const onprogress = ({ progress }: { progress: number }): void => void steps.push(progress);
        expect(await peer.call('test_tool_with_progress', {}, { onprogress })).toBe('done');
        expect(steps).toEqual([0, 50, 100]);
      });

      it('is asked, and answers', async () => {
        expect(await peer.call('test_input_required_result_elicitation')).toBe('Hello, {"name":"Ada"}!');
      });

      it('cancels', async () => {
        const controller = new AbortController();
        const pending = peer.call('waits', {}, { signal: controller.signal });
        pending.catch(() => undefined);
        await sleep(100);
        controller.abort();
        await expect(pending).rejects.toThrow();
        expect(await peer.call('test_simple_text')).toContain('simple text');
      });

      it('is told that the tools have changed, and nobody else is', async () => {
        const other = await connect({ url: endpoint(hub), principal: tokens.at(-1) ?? '' });
        // A client may open its stream a moment after it has connected, and v2 waits for the last of several notices.
        for (let look = 0; peer.changes() === 0; look += 1) {
          if (look % 100 === 0) await peer.call('test_trigger_tool_change');
          await sleep(10);
        }
        expect(other.changes()).toBe(0);
        await other.close();
      });
    },
  );
});
