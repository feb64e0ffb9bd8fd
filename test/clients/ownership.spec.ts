/** Clients rewrite the files that nerve writes into: nerve keeps its part, they keep theirs, `uninstall` leaves theirs. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMachine, type Machine } from './support/machine.ts';

const CONFIG = '.codex/config.toml';
const SETTINGS = '.claude/settings.json';
/** What Codex itself writes when a person answers "always allow". */
const ALWAYS_ALLOW = '\n[mcp_servers.nerve.tools.change]\napproval_mode = "approve"\n';
const OTHER = 'http://127.0.0.1:9/other';

let machine: Machine;
let config: string;
let settings: string;

beforeEach(async () => {
  machine = await createMachine({ call: 'change' });
  config = machine.read(CONFIG);
  settings = machine.read(SETTINGS);
  await machine.init();
});
afterEach(() => machine?.close());

test('after Codex changed its config, nerve still owns its entry and keeps the approval', async () => {
  expect((await machine.client('codex', ['mcp', 'add', 'other', '--url', OTHER])).exit).toBe(0);
  machine.write(CONFIG, machine.read(CONFIG) + ALWAYS_ALLOW);
  await machine.nerve('sync', '--check');
  const before = await entry();
  await machine.nerve('token', 'rotate', 'codex');
  const after = await entry();
  expect(after.http_headers.Authorization).not.toBe(before.http_headers.Authorization);
  expect({ ...after, http_headers: before.http_headers }).toEqual(before);
  expect(machine.read(CONFIG)).toContain(ALWAYS_ALLOW);
  expect(machine.read(CONFIG)).toContain(`[mcp_servers.other]\nurl = "${OTHER}"\n`);

  machine.hub.tokens.add(after.http_headers.Authorization.slice('Bearer '.length));
  await machine.ask('codex');
  expect(machine.hub.calls.filter((call) => call.tool === 'change')).toHaveLength(1);
});

test('an entry that Codex wrote over comes back on request, the approval mode with it', async () => {
  expect((await machine.client('codex', ['mcp', 'add', 'nerve', '--url', OTHER])).exit).toBe(0);
  await expect(machine.nerve('sync')).rejects.toThrow('exit 3');
  await machine.nerve('sync', '--conflict', 'backup');
  expect((await entry()).url).toBe(`${machine.hub.url}/mcp/v1`);
  await machine.ask('codex');
  expect(machine.hub.calls.filter((call) => call.tool === 'change')).toHaveLength(1);
});

test('uninstall leaves only what the clients added, and both start', async () => {
  expect((await machine.client('codex', ['mcp', 'add', 'other', '--url', OTHER])).exit).toBe(0);
  machine.write(CONFIG, machine.read(CONFIG) + ALWAYS_ALLOW);
  const add = ['mcp', 'add', '--transport', 'http', '--scope', 'user', 'other', OTHER];
  expect((await machine.client('claude', add)).exit).toBe(0);
  for (const name of ['codex', 'claude'] as const) await machine.ask(name);

  await machine.nerve('uninstall', '--yes');
  expect(machine.read(CONFIG)).toBe(`${config}\n[mcp_servers.other]\nurl = "${OTHER}"\n`);
  expect(machine.read(SETTINGS)).toBe(settings);
  const state = JSON.parse(machine.read('.claude.json')) as Record<string, unknown>;
  expect(state.mcpServers).toEqual({ other: { type: 'http', url: OTHER } });
  // The client's own keys are still there.
  expect(state).toHaveProperty('firstStartTime');

  const seen = machine.hub.calls.length;
  for (const name of ['codex', 'claude'] as const) expect(await machine.ask(name)).toContain('done');
  expect(machine.hub.calls.slice(seen)).toEqual([]);
  const servers = await Promise.all(
    (['codex', 'claude'] as const).map((name) => machine.client(name, ['mcp', 'get', 'nerve'])),
  );
  expect(servers.map(({ exit }) => exit)).toEqual([1, 1]);
});

interface Entry {
  readonly url: string;
  readonly http_headers: { readonly Authorization: string };
}

/** nerve's entry as Codex itself understands it. */
async function entry(): Promise<Entry> {
  const { stdout } = await machine.client('codex', ['mcp', 'get', 'nerve', '--json']);
  return (JSON.parse(stdout) as { transport: Entry }).transport;
}
