/** Clients that watch a resource hear of its updates. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startHub } from '../support/hub.ts';
import { setUpAgents } from '../support/hub-home.ts';
import { listen, openSession } from '../support/mcp.ts';
import { createNerve } from '../support/scenario.ts';
import { withStore } from '../support/store.ts';

const URI = 'nerve://workspace/USER.md';
const UPDATED = { method: 'notifications/resources/updated', params: { uri: URI } };

it('tells those who subscribed to a file of the workspace, in both eras', async () => {
  const nerve = await createNerve();
  const { home, codex, claude } = await setUpAgents(nerve);
  const narrow = (await nerve.expect(0, home, 'token mint narrow --scopes tasks')).stdout.trim();
  const hub = await startHub(home, '--no-sync');
  const url = `${hub.url}/mcp/v1`;
  const session = await openSession(url, { principal: codex });
  const legacy = await session.stream();
  expect((await session.ask('resources/subscribe', { uri: URI })).messages[0]?.error).toBeUndefined();
  const modern = await listen(url, { resourceSubscriptions: [URI] }, claude);
  expect((await modern.next())?.params).toMatchObject({
    notifications: { resourceSubscriptions: [URI] },
  });
  // A token that may not read it may not watch it.
  const other = await openSession(url, { principal: narrow });
  expect((await other.ask('resources/subscribe', { uri: URI })).messages[0]?.error?.code).toBe(-32002);
  const blind = await listen(url, { resourceSubscriptions: [URI], toolsListChanged: true }, narrow);
  expect((await blind.next())?.params?.notifications).toEqual({ toolsListChanged: true });

  // More than one look of the hub lies between the subscription and the edits.
  let edits = 0;
  const editing = setInterval(() => {
    edits += 1;
    appendFileSync(join(home, 'nerve-workspace/USER.md'), `- Fact ${edits}.\n`);
  }, 300);
  expect(await legacy.next()).toMatchObject(UPDATED);
  expect(await modern.next()).toMatchObject(UPDATED);
  // Who may not read it any more hears nothing more of it.
  await nerve.expect(0, home, 'token scopes codex --remove read');
  const heard: unknown[] = [];
  void (async () => {
    for (let message = await legacy.next(); message; message = await legacy.next())
      heard.push(message.method);
  })();
  for (let told = 0; told < 2; told++) expect(await modern.next()).toMatchObject(UPDATED);
  heard.length = 0;
  for (let told = 0; told < 2; told++) expect(await modern.next()).toMatchObject(UPDATED);
  expect(heard).toEqual([]);
  clearInterval(editing);
  await hub.stop();
});

it('tells those who subscribed to a session, if they may read sessions', async () => {
  const nerve = await createNerve();
  const { home, codex } = await setUpAgents(nerve);
  const id = 'external:notes:1';
  const uri = `nerve://sessions/${id}`;
  const append = (at: number) =>
    withStore(home, async (store) => {
      if (at === 0) await store.sessions.touch([{ id, at: 1 }]);
      await store.messages.append(id, [{ externalId: `m${at}`, at, role: 'user', kind: 'text' }]);
    });
  await append(0);
  const narrow = (await nerve.expect(0, home, 'token mint narrow --scopes read')).stdout.trim();
  const hub = await startHub(home, '--no-sync');
  const url = `${hub.url}/mcp/v1`;
  const other = await openSession(url, { principal: narrow });
  expect((await other.ask('resources/subscribe', { uri })).messages[0]?.error?.code).toBe(-32002);
  const session = await openSession(url, { principal: codex });
  const stream = await session.stream();
  expect((await session.ask('resources/subscribe', { uri })).messages[0]?.error).toBeUndefined();
  let count = 0;
  let last = Promise.resolve<unknown>(undefined);
  const appending = setInterval(() => {
    count += 1;
    const next = count;
    last = last.then(() => append(next));
  }, 300);
  expect(await stream.next()).toMatchObject({ method: UPDATED.method, params: { uri } });
  clearInterval(appending);
  await last;
  await hub.stop();
});
