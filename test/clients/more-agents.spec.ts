/** Gemini CLI, OpenCode, Copilot CLI and Qwen Code read what nerve wrote: the entry, its token, the memory text. */
import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProgramAgent } from '../../src/lib/agents/registry/agent-record.ts';
import { agentHome } from '../../src/lib/agents/registry/places.ts';
import { agentByName } from '../../src/lib/agents/registry/registry.ts';
import { resolvePaths } from '../../src/lib/base/config/paths.ts';
import type { HubCall } from './support/hub.ts';
import { type AgentOf, createMachine, type Machine } from './support/machine.ts';
import { textsOf } from './support/model.ts';
import versions from './versions.json' with { type: 'json' };

const CLIENTS = ['gemini', 'opencode', 'copilot', 'qwen'] as const;
type Client = (typeof CLIENTS)[number];

const SENTENCE = 'Their boat is called Graugans and is moored in Husum.';

let machine: Machine<Client>;
let tokens: Record<AgentOf<Client>, string>;

/** What the hub heard while a job ran. */
async function heard(job: () => Promise<unknown>): Promise<readonly HubCall[]> {
  const seen = machine.hub.calls.length;
  await job();
  return machine.hub.calls.slice(seen);
}

/** Whether `mcp list` shows nerve's server, and connected where the client tries that. */
async function expectListed(name: Client, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const calls = await heard(async () => {
    const { exit, stdout, stderr } = await machine.client(name, ['mcp', 'list'], env);
    expect(exit).toBe(0);
    // Gemini CLI says it to stderr.
    const shown = stdout + stderr;
    expect(shown).toMatch(name === 'copilot' ? /^ {2}nerve \(http\)$/m : /✓.* nerve\b.*connected/i);
    if (name !== 'copilot') expect(shown).toContain(`${machine.hub.url}/mcp/v1`);
  });
  const shown = new Set(calls.map((call) => call.authorization));
  expect(shown).toEqual(new Set(name === 'copilot' ? [] : [`Bearer ${tokens[name]}`]));
}

describe('as nerve writes them by itself', () => {
  beforeAll(async () => {
    machine = await createMachine({ call: 'change' }, CLIENTS);
    tokens = await machine.init();
    machine.write('nerve-workspace/USER.md', `${machine.read('nerve-workspace/USER.md')}\n- ${SENTENCE}\n`);
    await machine.nerve('sync');
  });
  afterAll(() => machine?.close());

  test.each(CLIENTS)('%s is the release that the record names', async (name) => {
    const { stdout } = await machine.client(name, ['--version']);
    expect(stdout).toContain(versions[name].version);
    expect(agentByName(name).verified?.version).toBe(versions[name].version);
  });

  test.each(CLIENTS)('%s lists the server', (name) => expectListed(name));

  test.each(CLIENTS)('%s shows the model the bundle and calls a tool unasked', async (name) => {
    const seen = machine.model.requests.length;
    const calls = await heard(() => machine.ask(name));
    expect(new Set(calls.map((call) => call.authorization))).toEqual(new Set([`Bearer ${tokens[name]}`]));
    expect(calls.flatMap((call) => call.tool ?? [])).toEqual(['change']);
    const prompt = machine.model.requests.slice(seen).map(textsOf).join('\n');
    expect(prompt).toContain(SENTENCE);
    // The bundle says the tool's name as this client builds it.
    const call = agentByName(name).bundle?.sessionContextCall ?? '';
    expect(prompt).toContain(call);
    expect(prompt.split(/[^\w-]+/)).toContain(call.replace('session_context(topic)', 'look'));
  });

  // Last, for it moves the folders away.
  test.each(CLIENTS)('%s finds them where its variable says', async (name) => {
    const agent = agentByName(name) as ProgramAgent;
    const { variable = '' } = agent.home;
    const moved = { [variable]: join(machine.home, `moved ${name}`) };
    const home = (env: Record<string, string>): string =>
      agentHome(agent, { paths: resolvePaths({ HOME: machine.home }), env });
    mkdirSync(dirname(home(moved)), { recursive: true });
    renameSync(home({}), home(moved));
    await expectListed(name, moved);
  });
});

describe('--auth env --permissions none', () => {
  beforeAll(async () => {
    machine = await createMachine({ call: 'change' }, CLIENTS);
    tokens = await machine.init('--auth', 'env', '--permissions', 'none');
  });
  afterAll(() => machine?.close());

  test.each([
    { name: 'gemini', called: [] },
    { name: 'opencode', called: ['change'] },
    { name: 'copilot', called: ['change'] },
    { name: 'qwen', called: [] },
  ] as const)('$name takes the token from the variable and calls $called', async ({ name, called }) => {
    const calls = await heard(() => machine.ask(name, { NERVE_TOKEN: tokens[name] }));
    expect(new Set(calls.map((call) => call.authorization))).toEqual(new Set([`Bearer ${tokens[name]}`]));
    expect(calls.map((call) => call.method)).toContain('tools/list');
    expect(calls.flatMap((call) => call.tool ?? [])).toEqual(called);
  });
});
