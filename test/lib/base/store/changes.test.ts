import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ChangeListener, Topic } from '../../../../src/lib/base/store/changes.ts';
import { openConnection } from '../../../../src/lib/base/store/connection.ts';
import { createDatabase } from '../../../../src/lib/base/store/database.ts';
import { MIGRATIONS } from '../../../../src/lib/base/store/migrations/index.ts';
import { openForWriting } from '../../../../src/lib/base/store/open.ts';
import type { Store } from '../../../../src/lib/base/store/store.ts';
import { makeFolder, newToken, openTestStore, runChild } from './helpers.ts';

const CHILD = new URL('./child.ts', import.meta.url);

/** Notes what it is told, and lets others wait for it. */
function ear(): { readonly listener: ChangeListener; readonly heard: Topic[][]; next(): Promise<Topic[]> } {
  const heard: Topic[][] = [];
  const waiting: ((topics: Topic[]) => void)[] = [];
  return {
    heard,
    listener: (topics) => {
      heard.push([...topics]);
      for (const resolve of waiting.splice(0)) resolve([...topics]);
    },
    next: () => new Promise((resolve) => waiting.push(resolve)),
  };
}

const turns = async (): Promise<void> => {
  for (let index = 0; index < 10; index++) await new Promise((resolve) => setImmediate(resolve));
};

describe.each(['here', 'worker'] as const)('listeners of a store that writes %s', (writer) => {
  const open = async (): Promise<{ store: Store; file: string }> => {
    const file = join(makeFolder(), 'nerve.db');
    return { file, store: await openTestStore(file, { writer }) };
  };

  it('are told of changes of the same store, once', async () => {
    const { store } = await open();
    const one = ear();
    const two = ear();
    await store.onChange(one.listener);
    const end = await store.onChange(two.listener);
    await store.tokens.insert(newToken());
    await turns();
    expect([one.heard, two.heard]).toEqual([[['tokens']], [['tokens']]]);
    end();
    end();
    await store.tokens.revoke('T1', 'lost');
    await turns();
    expect([one.heard.length, two.heard.length]).toEqual([2, 1]);
  });

  it('are not told of what changes nothing that they wait for', async () => {
    const { store } = await open();
    await store.tokens.insert(newToken());
    const { listener, heard } = ear();
    await store.onChange(listener);
    await store.tokens.touchLastUsed('T1');
    await store.tokens.revoke('absent', 'lost');
    await turns();
    expect(heard).toEqual([]);
  });

  it('are told of changes by another process', async () => {
    const { store, file } = await open();
    await store.tokens.insert(newToken());
    const { listener, heard, next } = ear();
    await store.onChange(listener);
    const told = next();
    const before = await store.revision('tokens');
    expect(await runChild(CHILD, ['revoke', file, 'T1'])).toMatchObject({ code: 0 });
    expect(await told).toEqual(['tokens']);
    expect(heard).toEqual([['tokens']]);
    expect(await store.revision('tokens')).toBeGreaterThan(before);
  });

  it('are not told after the end of the store', async () => {
    const { store } = await open();
    const { listener, heard } = ear();
    await store.onChange(listener);
    const write = store.tokens.insert(newToken());
    await store.close();
    await write;
    await turns();
    expect(heard).toEqual([]);
  });
});

it('changes by hand count, too', async () => {
  const file = join(makeFolder(), 'nerve.db');
  const store = await openTestStore(file);
  await store.tokens.insert(newToken());
  const before = await store.revision('tokens');
  const shell = await openConnection(file, { busyTimeout: 5000 });
  onTestFinished(() => shell.close());
  shell.exec("UPDATE tokens SET revoked_at = 5, revoked_reason = 'by hand'");
  expect(await store.revision('tokens')).toBe(before + 1);
  shell.exec('UPDATE tokens SET last_used_at = 5');
  expect(await store.revision('tokens')).toBe(before + 1);
  shell.exec('DELETE FROM tokens');
  expect(await store.revision('tokens')).toBe(before + 2);
});

it('what is inside of an open transaction does not count yet', async () => {
  const file = join(makeFolder(), 'nerve.db');
  const database = createDatabase(await openForWriting(file, MIGRATIONS), false);
  onTestFinished(() => database.close());
  const { listener, heard } = ear();
  await database.onChange(listener);
  const failing = database.write(async (writer) => {
    await writer.deleteFrom('tokens').execute();
    await writer
      .insertInto('tokens')
      .values({
        jti: 'a',
        name: 'a',
        kind: 'api',
        subject: 's',
        scopes: '[]',
        key_id: 'k',
        hash: 'a',
        created_at: 1,
        expires_at: 2,
      })
      .execute();
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await turns();
  expect(heard).toEqual([]);
  expect(await database.revision('tokens')).toBe(0);
});
