/** What a token allows changes while its clients listen: they are told, and nobody else. */
import { beforeAll, describe, expect, it } from 'vitest';
import { startHub } from '../support/hub.ts';
import { setUpAgents } from '../support/hub-home.ts';
import { askModern, listen, type OpenStream, openSession } from '../support/mcp.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const EVERYTHING = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };

async function setUp() {
  const { home, codex, claude } = await setUpAgents(nerve);
  const hub = await startHub(home, '--no-sync');
  return { home, codex, claude, hub, url: `${hub.url}/mcp/v1` };
}

/** What arrives from now on, until the stream ends. */
function methodsOf(stream: OpenStream): string[] {
  const methods: string[] = [];
  void (async () => {
    for (let message = await stream.next(); message; message = await stream.next()) {
      methods.push(message.method ?? 'end');
    }
    methods.push('closed');
  })();
  return methods;
}

const TOOLS = 'notifications/tools/list_changed';
const RESOURCES = 'notifications/resources/list_changed';
const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';

async function toolsOf(url: string, token: string): Promise<string[]> {
  const { messages } = await askModern(url, 'tools/list', {}, { authorization: `Bearer ${token}` });
  const tools = messages[0]?.result?.tools as { readonly name: string }[] | undefined;
  return tools?.map(({ name }) => name) ?? [];
}

describe('a token whose scopes another process changes', () => {
  it('reaches its 2026 and its 2025 client, and nobody else', async () => {
    const { home, codex, claude, hub, url } = await setUp();
    const modern = methodsOf(await listen(url, EVERYTHING, codex));
    const session = await openSession(url, { version: '2025-06-18', principal: codex });
    const legacy = methodsOf(await session.stream());
    const strangers = [
      methodsOf(await listen(url, EVERYTHING, claude)),
      methodsOf(await (await openSession(url, { principal: claude })).stream()),
    ];
    expect(await toolsOf(url, codex)).toContain('session_list');

    await nerve.expect(0, home, 'token scopes codex --remove sessions');
    await expect.poll(() => [modern, legacy]).toEqual([[ACKNOWLEDGED, TOOLS], [TOOLS]]);
    expect(await toolsOf(url, codex)).not.toContain('session_list');

    // Nothing that a client sees depends on this one.
    await nerve.expect(0, home, 'token scopes codex --remove notify');
    await nerve.expect(0, home, 'token scopes codex --set memory');
    const both = [TOOLS, TOOLS, RESOURCES];
    await expect.poll(() => [modern, legacy]).toEqual([[ACKNOWLEDGED, ...both], both]);
    expect(await toolsOf(url, codex)).toEqual([]);
    expect(strangers).toEqual([[ACKNOWLEDGED], []]);
    await hub.stop();
  });

  it('tells a client that is busy all the while', async () => {
    const { home, codex, hub, url } = await setUp();
    const modern = methodsOf(await listen(url, EVERYTHING, codex));
    let isOver = false;
    const busy = (async () => {
      while (!isOver) await toolsOf(url, codex);
    })();
    await nerve.expect(0, home, 'token scopes codex --remove sessions');
    await expect.poll(() => modern).toEqual([ACKNOWLEDGED, TOOLS]);
    await nerve.expect(0, home, 'token scopes codex --add sessions');
    await expect.poll(() => modern).toEqual([ACKNOWLEDGED, TOOLS, TOOLS]);
    isOver = true;
    await busy;
    await hub.stop();
  });

  it('that is revoked ends the streams of its clients, and nobody else’s', async () => {
    const { home, codex, claude, hub, url } = await setUp();
    const modern = methodsOf(await listen(url, EVERYTHING, codex));
    const legacy = methodsOf(await (await openSession(url, { principal: codex })).stream());
    const stranger = methodsOf(await listen(url, EVERYTHING, claude));
    await nerve.expect(0, home, 'token revoke codex');
    await expect.poll(() => [modern, legacy]).toEqual([[ACKNOWLEDGED, 'end', 'closed'], ['closed']]);
    expect((await askModern(url, 'tools/list', {}, { authorization: `Bearer ${codex}` })).status).toBe(401);
    expect(stranger).toEqual([ACKNOWLEDGED]);
    await hub.stop();
  });
});
