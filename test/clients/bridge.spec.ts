/** Real Codex and real Claude Code on the stdio bridge: no token in their files, sessions by name, a killed hub is no news. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningHub, runHub } from '../support/hub.ts';
import { createMachine, type Machine } from './support/machine.ts';
import { textsOf } from './support/model.ts';
import { entry, type MortalHub, startMortalHub } from './support/mortal-hub.ts';

/** Each look is a command of its own. */
const POLL = { timeout: 15_000 };

let mortal: MortalHub;
let machine: Machine;
let calls: MortalHub['calls'];
let tokens: readonly string[];

beforeAll(async () => {
  mortal = await startMortalHub();
  ({ machine, calls } = mortal);
  tokens = Object.values(await machine.init('--transport', 'stdio'));
  // What an agent starts does not get nerve's variables.
  await machine.nerve('config', 'set', 'hub.url', mortal.hub.url);
});
afterAll(() => mortal?.close());

/** What the client itself calls its conversation, in what it prints. */
function sessionIn(output: string): string {
  const [, thread] = /"thread_id":"([0-9a-f-]{36})"/.exec(output) ?? [];
  return thread ? `codex:${thread}` : `claude:${JSON.parse(output).session_id}`;
}

test('no token stands in their files', () => {
  const text = machine.read('.codex/config.toml') + machine.read('.claude.json');
  for (const token of tokens) expect(text).not.toContain(token);
  expect(text).not.toContain('Authorization');
  expect(text).toContain('.nerve/bin/nerve');
});

describe.each(['codex', 'claude'] as const)('%s', (name) => {
  test('calls the tools of the hub in its session', async () => {
    const [before, asked] = [(await calls()).length, machine.model.requests.length];
    const session = sessionIn(await machine.ask(name));
    expect(machine.model.requests.slice(asked).map(textsOf).join('\n')).toContain('topic: the heron');
    await expect.poll(async () => (await calls()).length, POLL).toBe(before + 2);
    const rows = (await calls()).slice(before);
    expect(rows.map(({ tool, outcome }) => [tool, outcome])).toEqual([
      ['session_context', 'ok'],
      ['session_context', 'ok'],
    ]);
    expect(new Set(rows.map((row) => row.session))).toEqual(new Set([session]));
    expect(rows.every(({ callId }) => callId !== null)).toBe(true);
  });

  test('does not notice that the hub was killed between two calls', async () => {
    const before = (await calls()).length;
    const { pid } = mortal.hub;
    const asked = machine.model.requests.length;
    mortal.killInBetween();
    const session = sessionIn(await machine.ask(name));
    expect(mortal.hub.pid).not.toBe(pid);
    const shown = machine.model.requests.slice(asked).map(textsOf).join('\n');
    expect(shown.split(`session: ${session}`).length).toBeGreaterThan(2);
    await expect.poll(async () => (await calls()).length, POLL).toBeGreaterThan(before);
    expect((await calls()).at(-1)).toMatchObject({ tool: 'session_context', outcome: 'ok', session });
  });
});

describe('the others', () => {
  const CLIENTS = ['gemini', 'opencode', 'copilot', 'qwen'] as const;
  let others: Machine<(typeof CLIENTS)[number]>;
  let own: RunningHub;

  beforeAll(async () => {
    others = await createMachine({ call: 'hub_status' }, CLIENTS);
    own = await runHub(entry, others.home, ['--no-sync']);
    others.useHub(own.url);
    await others.init('--transport', 'stdio');
    await others.nerve('config', 'set', 'hub.url', own.url);
  });
  afterAll(async () => {
    await own?.stop();
    await others?.close();
  });

  test.each(CLIENTS)('%s calls a tool of the hub unasked', async (name) => {
    await others.ask(name);
    const rows = async (): Promise<{ outcome: string; tool: string }[]> =>
      JSON.parse(await others.nerve('audit', '--principal', name, '--json')).data.events;
    await expect.poll(async () => (await rows()).length, POLL).toBe(1);
    expect((await rows())[0]).toMatchObject({ tool: 'hub_status', outcome: 'ok' });
  });
});
