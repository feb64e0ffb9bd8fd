/** The token reaches the hub from both real clients, whose environment has nothing in it but HOME and PATH. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENT, type AgentName, createMachine, type Machine } from './support/machine.ts';

const MODES = [
  { auth: 'inline', needsVariable: false },
  { auth: 'helper', needsVariable: false },
  { auth: 'env', needsVariable: true },
] as const;

describe.each(MODES)('--auth $auth', ({ auth, needsVariable }) => {
  let machine: Machine;
  let tokens: Record<AgentName, string>;

  beforeAll(async () => {
    machine = await createMachine();
    tokens = await machine.init('--auth', auth);
  });
  afterAll(() => machine?.close());

  test.each(['codex', 'claude'] as const)('%s shows its own token in every request', async (name) => {
    const token = tokens[AGENT[name]];
    const seen = machine.hub.calls.length;
    await machine.ask(name, needsVariable ? { NERVE_TOKEN: token } : {});
    const calls = machine.hub.calls.slice(seen);
    expect(calls.map((call) => call.method)).toEqual(expect.arrayContaining(['initialize', 'tools/list']));
    expect(new Set(calls.map((call) => call.authorization))).toEqual(new Set([`Bearer ${token}`]));
  });

  test('no token stands in a config unless it was asked for', () => {
    const configs = {
      codex: machine.read('.codex/config.toml'),
      'claude-code': machine.read('.claude.json'),
    };
    for (const [agent, text] of Object.entries(configs)) {
      expect(text.includes(tokens[agent as AgentName]), agent).toBe(auth === 'inline');
    }
  });
});

test('--auth env without NERVE_TOKEN: the hub lets neither in, and both still work', async () => {
  const machine = await createMachine();
  try {
    await machine.init('--auth', 'env');
    for (const name of ['codex', 'claude'] as const) expect(await machine.ask(name)).toContain('done');
    expect(machine.hub.calls.filter((call) => call.status !== 401)).toEqual([]);
  } finally {
    await machine.close();
  }
});
