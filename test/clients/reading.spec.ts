/** Both real clients read what `nerve init` and `nerve sync` wrote: the server entry, its header, the memory text. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AgentName, createMachine, type Machine } from './support/machine.ts';
import { textsOf } from './support/model.ts';

const SENTENCES = {
  'nerve-workspace/SOUL.md': 'Answer like a lighthouse keeper: briefly, and only about what you see.',
  'nerve-workspace/USER.md': 'Their boat is called Graugans and is moored in Husum.',
};

let machine: Machine;
let tokens: Record<AgentName, string>;

beforeAll(async () => {
  machine = await createMachine();
  tokens = await machine.init();
  for (const [file, sentence] of Object.entries(SENTENCES))
    machine.write(file, `${machine.read(file)}\n- ${sentence}\n`);
  await machine.nerve('sync');
});
afterAll(() => machine?.close());

describe('the server entry', () => {
  test('codex mcp get shows the URL, the header and no environment variable', async () => {
    const { exit, stdout } = await machine.client('codex', ['mcp', 'get', 'nerve', '--json']);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      enabled: true,
      transport: {
        type: 'streamable_http',
        url: `${machine.hub.url}/mcp/v1`,
        http_headers: { Authorization: `Bearer ${tokens.codex}` },
        bearer_token_env_var: null,
        http_headers_helper: null,
      },
    });
  });

  test('claude mcp get shows the URL and the header, and connects', async () => {
    const { exit, stdout } = await machine.client('claude', ['mcp', 'get', 'nerve']);
    expect(exit).toBe(0);
    expect(stdout).toContain('Scope: User config');
    expect(stdout).toContain(`URL: ${machine.hub.url}/mcp/v1`);
    expect(stdout).toContain(`Authorization: Bearer ${tokens['claude-code']}`);
    expect(stdout).toContain('✔ Connected');
  });

  test('claude mcp list shows it connected, and nothing else', async () => {
    const { exit, stdout } = await machine.client('claude', ['mcp', 'list']);
    expect(exit).toBe(0);
    expect(stdout.trim().split('\n').slice(1).filter(Boolean)).toEqual([
      `nerve: ${machine.hub.url}/mcp/v1 (HTTP) - ✔ Connected`,
    ]);
  });
});

describe.each(['codex', 'claude'] as const)('%s', (name) => {
  test('shows the model the sentences of the workspace after a sync', async () => {
    const seen = machine.model.requests.length;
    await machine.ask(name);
    const prompt = machine.model.requests.slice(seen).map(textsOf).join('\n');
    for (const sentence of Object.values(SENTENCES)) expect(prompt).toContain(sentence);
    // Where to edit, and the first thing to do.
    expect(prompt).toContain('nerve-workspace');
    expect(prompt).toContain('session_context(topic)');
  });
});
