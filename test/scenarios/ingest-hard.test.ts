/** Ingest under pressure: kills, two at once, huge lines, links, secrets, scope, calls of the hub. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { zstdCompressSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { isRoot } from '../support/cli.ts';
import { makeHome, treeOf } from '../support/home.ts';
import { keptIn, recordedHome, rowsOf, unreadCopy } from '../support/ingest.ts';
import { buildNerve, createNerve, ended, type Nerve } from '../support/scenario.ts';
import { withStore } from '../support/store.ts';

let nerve: Nerve;
let entry: string;

beforeAll(async () => {
  nerve = await createNerve();
  entry = await buildNerve();
});

const THREAD = '01a1f871-0000-7000-8000-00000000000';
const DAY = '.codex/sessions/2026/11/20';

function line(type: string, payload: object): string {
  return `${JSON.stringify({ timestamp: '2026-11-20T10:00:00.000Z', type, payload })}\n`;
}

function meta(thread: string, cwd = '/tmp/demo-ws'): string {
  return line('session_meta', {
    id: thread,
    timestamp: '2026-11-20T10:00:00.000Z',
    cwd,
    cli_version: '0.130.0',
  });
}

function answer(text: string): string {
  return line('event_msg', { type: 'agent_message', message: text });
}

/** A rollout in legacy mode; its path. */
function rollout(home: string, digit: number, lines: readonly string[], cwd?: string): string {
  const thread = `${THREAD}${digit}`;
  mkdirSync(join(home, DAY), { recursive: true });
  const path = join(home, DAY, `rollout-2026-11-20T10-00-0${digit}-${thread}.jsonl`);
  writeFileSync(path, [meta(thread, cwd), ...lines].join(''));
  return path;
}

function answers(count: number, word: string): string[] {
  return Array.from({ length: count }, (_, index) => answer(`${word} ${index} ${'lorem ipsum '.repeat(20)}`));
}

function start(home: string) {
  return spawn(process.execPath, [entry, 'ingest', 'all', '--any', '--json'], {
    env: { HOME: home, PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('killed at any moment, with changes in between: the same rows as from one clean run', async () => {
  const home = recordedHome();
  const paths = [1, 2, 3].map((digit) => rollout(home, digit, answers(3000, `file ${digit}`)));
  const [first = '', second = '', third = ''] = paths;
  const changes: readonly (() => void)[] = [
    () => appendFileSync(first, answers(500, 'more').join('')),
    () => writeFileSync(second, [meta(`${THREAD}2`), ...answers(2500, 'anew')].join('')),
    () => renameSync(third, third.replace('sessions/2026/11/20', 'archived_sessions')),
    () => writeFileSync(second, [meta(`${THREAD}2`), ...answers(2700, 'anew')].join('')),
    () => {
      writeFileSync(`${first}.zst`, zstdCompressSync(readFileSync(first)));
      rmSync(first);
    },
  ];
  for (let round = 0; round < 15; round += 1) {
    const child = start(home);
    const run = ended(child);
    await pause(90 + ((round * 53) % 260));
    child.kill('SIGKILL');
    await run;
    if (round % 3 === 2) changes[(round - 2) / 3]?.();
  }
  await nerve.expect(0, home, 'ingest all --any');
  const clean = unreadCopy(home);
  await nerve.expect(0, clean, 'ingest all --any');
  const [got, wanted] = [await keptIn(home), await keptIn(clean)];
  expect(got.messages.length).toBeGreaterThan(9000);
  expect(got.messages).toEqual(wanted.messages);
  expect(got.usage).toEqual(wanted.usage);
  expect(got.hidden.filter(({ voided }) => voided === 'staged')).toEqual([]);
}, 60_000);

test('of two at once one reads, and the other says so', async () => {
  const home = recordedHome();
  rollout(home, 1, answers(4000, 'x'));
  // Makes the database.
  await nerve.expect(0, home, 'ingest codex');
  const runs = await Promise.all([ended(start(home)), ended(start(home))]);
  const codes = runs.map(({ code }) => code).sort();
  expect([
    [0, 0],
    [0, 5],
  ]).toContainEqual(codes);
  for (const { code, stdout } of runs) {
    if (code === 5) expect(JSON.parse(stdout).error.code).toBe('ingest-busy');
  }
  const clean = unreadCopy(home);
  await nerve.expect(0, clean, 'ingest all --any');
  expect((await keptIn(home)).messages).toEqual((await keptIn(clean)).messages);
});

test('a line of 50 MB is cut, with its hash and its place, and what stands behind it is read', async () => {
  const home = makeHome();
  const huge = answer('y'.repeat(50 * 1024 * 1024));
  const path = rollout(home, 1, [answer('before'), huge, answer('behind')]);
  await nerve.expect(0, home, 'ingest codex --any');
  const kept = await keptIn(home);
  expect(kept.messages.map(({ text }) => String(text).slice(0, 10))).toEqual([
    'before',
    'yyyyyyyyyy',
    'behind',
  ]);
  const hash = createHash('sha256').update(huge.slice(0, -1)).digest('hex');
  const offset = readFileSync(path).indexOf(huge);
  const length = huge.length - 1;
  expect(JSON.parse(String(kept.messages[1]?.data)).cut).toEqual({ offset, length, sha256: hash });
  expect(kept.quarantine).toMatchObject([{ line: 2, offset, length, hash }]);
  expect(String(kept.messages[1]?.text).length).toBeGreaterThan(15 * 1024 * 1024);
});

test('secrets do not reach the disk', async () => {
  const home = makeHome();
  const secret = `ghp_${'a1B2'.repeat(9)}`;
  rollout(home, 1, [
    line('event_msg', { type: 'user_message', message: `use ${secret} for it` }),
    line('response_item', {
      type: 'function_call',
      name: 'shell',
      call_id: 'c1',
      arguments: `{"token":"${secret}"}`,
    }),
    line('response_item', { type: 'function_call_output', call_id: 'c1', output: `TOKEN=${secret}` }),
    line('some_new_type', { note: secret }),
    `not JSON ${secret}\n`,
  ]);
  const { stdout } = await nerve.expect(0, home, 'ingest codex --any --json');
  expect(JSON.parse(stdout).data.agents[0].secrets).toBeGreaterThan(3);
  for (const name of Object.keys(treeOf(join(home, '.nerve')))) {
    if (name.startsWith('nerve.db'))
      expect(readFileSync(join(home, '.nerve', name), 'latin1')).not.toContain(secret);
  }
  expect((await keptIn(home)).quarantine).toMatchObject([{ line: 5, reason: 'not a JSON object' }]);
});

test('only conversations of the folders that are wanted are taken in, and later also others', async () => {
  const home = makeHome({ 'nerve-workspace/below': null, 'nerve-workspace2': null, other: null });
  rollout(home, 1, [answer('one')], join(home, 'nerve-workspace'));
  rollout(home, 2, [answer('two')], join(home, 'nerve-workspace/below/deeper'));
  rollout(home, 3, [answer('three')], join(home, 'nerve-workspace2'));
  rollout(home, 4, [answer('four')], join(home, 'other'));
  const texts = async () => (await keptIn(home)).messages.map(({ text }) => text).sort();
  await nerve.expect(0, home, 'ingest codex');
  expect(await texts()).toEqual(['one', 'two']);
  const { stdout } = await nerve.expect(0, home, 'ingest codex --json');
  expect(JSON.parse(stdout).data.agents[0]).toMatchObject({ unchanged: 2, outOfScope: 2, read: 0 });
  await nerve.expect(0, home, 'config set ingest.scope explicit');
  await nerve.expect(0, home, `config set ingest.paths ${join(home, 'other')}`);
  await nerve.expect(0, home, 'ingest codex');
  expect(await texts()).toEqual(['four', 'one', 'two']);
  await nerve.expect(0, home, 'ingest codex --any');
  expect(await texts()).toEqual(['four', 'one', 'three', 'two']);
});

test('links are followed: a home, a folder and a file of an agent may lie elsewhere', async () => {
  const home = makeHome({ real: null, elsewhere: null });
  mkdirSync(join(home, 'real/.codex/sessions'), { recursive: true });
  rollout(home, 1, [answer('one')]);
  const day = join(home, 'elsewhere/day');
  renameSync(join(home, '.codex/sessions/2026/11/20'), day);
  symlinkSync(day, join(home, '.codex/sessions/2026/11/20'));
  symlinkSync(join(home, '.codex/sessions'), join(home, '.codex/sessions/2026/loop'));
  renameSync(join(home, '.codex'), join(home, 'elsewhere/codex'));
  symlinkSync(join(home, 'elsewhere/codex'), join(home, '.codex'));
  await nerve.expect(0, home, 'ingest codex --any');
  expect((await keptIn(home)).messages.map(({ text }) => text)).toEqual(['one']);
});

test.skipIf(isRoot || process.platform === 'win32')('a file that cannot be read is tried again', async () => {
  const home = makeHome();
  const path = rollout(home, 1, [answer('one')]);
  chmodSync(path, 0o000);
  await nerve.expect(1, home, 'ingest codex --any');
  chmodSync(path, 0o600);
  await nerve.expect(0, home, 'ingest codex --any');
  expect((await keptIn(home)).messages.map(({ text }) => text)).toEqual(['one']);
});

test('an archive that breaks off is read as far as it goes, said, and read again when it is whole', async () => {
  const home = makeHome();
  const path = rollout(home, 1, answers(2000, 'z'));
  const whole = zstdCompressSync(readFileSync(path));
  rmSync(path);
  writeFileSync(`${path}.zst`, whole.subarray(0, Math.floor(whole.length / 2)));
  const { stdout } = await nerve.expect(1, home, 'ingest codex --any --json');
  expect(JSON.parse(stdout).warnings[0]).toContain('cannot be decompressed');
  await nerve.expect(1, home, 'ingest codex --any');
  const status = await nerve.expect(0, home, 'ingest status --json');
  expect(JSON.parse(status.stdout).data.agents[0].errors).toBe(1);
  writeFileSync(`${path}.zst`, whole);
  await nerve.expect(0, home, 'ingest codex --any');
  expect((await keptIn(home)).messages).toHaveLength(2000);
});

test('names that people gave to threads become titles, but not over those given in nerve', async () => {
  const home = makeHome();
  rollout(home, 1, [line('event_msg', { type: 'user_message', message: 'first words' })]);
  rollout(home, 2, [answer('no prompt')]);
  const name = (digit: number, text: string) =>
    appendFileSync(
      join(home, '.codex/session_index.jsonl'),
      `${JSON.stringify({ id: `${THREAD}${digit}`, thread_name: text, updated_at: 'x' })}\n`,
    );
  const titles = async () => (await keptIn(home)).sessions.map(({ title }) => title);
  await nerve.expect(0, home, 'ingest codex --any');
  expect(await titles()).toEqual(['first words', '']);
  name(1, 'A name');
  name(2, 'Another');
  await nerve.expect(0, home, 'ingest codex --any');
  expect(await titles()).toEqual(['A name', 'Another']);
  await withStore(home, async (store) => void (await store.sessions.rename(`codex:${THREAD}1`, 'Mine')));
  name(1, 'A third');
  await nerve.expect(0, home, 'ingest codex --any');
  expect(await titles()).toEqual(['Mine', 'Another']);
});

test('calls that the hub noted without a session find it by their ids', async () => {
  const home = recordedHome();
  await nerve.expect(0, home, 'ingest claude --any');
  const rows = await rowsOf(home);
  const [call] = rows(
    "SELECT session_id, call_id FROM messages WHERE session_id LIKE 'claude:%' AND server = 'nerve' AND voided IS NULL",
  );
  await withStore(home, async (store) => {
    const session = 'external:claude-code:T1';
    await store.sessions.touch([{ id: session, at: 5, client: 'claude-code' }]);
    await store.events.append([
      { at: 5, outcome: 'ok', session, callId: String(call?.call_id), tool: 'echo' },
      { at: 6, outcome: 'ok', session, callId: 'another', tool: 'echo' },
    ]);
  });
  const { stdout } = await nerve.expect(0, home, 'ingest claude --any --json');
  expect(JSON.parse(stdout).data.rehomed).toBe(1);
  expect(rows('SELECT session_id FROM events ORDER BY at')).toEqual([
    { session_id: call?.session_id },
    { session_id: 'external:claude-code:T1' },
  ]);
});

test('a dry run reads everything and keeps nothing', async () => {
  const home = recordedHome();
  const before = treeOf(home);
  const { stdout } = await nerve.expect(0, home, 'ingest all --any --dry-run --json');
  expect(JSON.parse(stdout).data.agents[0].messages).toBeGreaterThan(100);
  expect(treeOf(home)).toEqual(before);
});
