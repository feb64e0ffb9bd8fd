/** Real Codex and real Claude Code with the real hub: known by session, audited, and a killed hub is no news to them. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningHub, runHub } from '../support/hub.ts';
import { createMachine, type Machine } from './support/machine.ts';
import { textsOf } from './support/model.ts';

const entry = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'bin', 'nerve.js');

let machine: Machine;
let hub: RunningHub;
/** Whether the hub is to die once the first answer of a tool has reached the model. */
let kills = false;

beforeAll(async () => {
  const before = async (body: unknown): Promise<void> => {
    if (!kills || !textsOf(body).includes('# Session context')) return;
    kills = false;
    const { port } = new URL(hub.url);
    await hub.stop('SIGKILL');
    hub = await runHub(entry, machine.home, ['--no-sync', '--port', port]);
  };
  machine = await createMachine({ call: 'session_context', args: { topic: 'the heron' }, times: 2, before });
  hub = await runHub(entry, machine.home, ['--no-sync']);
  machine.useHub(hub.url);
  await machine.init();
});
afterAll(async () => {
  await hub?.stop();
  await machine?.close();
});

/** The rows of the audit, oldest first. */
async function calls(): Promise<{ session: string; tool: string; outcome: string; callId: string | null }[]> {
  return JSON.parse(await machine.nerve('audit', '--json')).data.events.reverse();
}

describe.each([
  ['codex', /^codex:[0-9a-f-]{36}$/],
  ['claude', /^external:claude-code:T[0-9A-F]{32}$/],
] as const)('%s', (name, session) => {
  test('calls the tools of the hub in its session', async () => {
    const [known, asked] = [(await calls()).length, machine.model.requests.length];
    await machine.ask(name);
    expect(machine.model.requests.slice(asked).map(textsOf).join('\n')).toContain('topic: the heron');
    await expect.poll(async () => (await calls()).length).toBe(known + 2);
    const rows = (await calls()).slice(known);
    expect(rows.map(({ tool, outcome }) => [tool, outcome])).toEqual([
      ['session_context', 'ok'],
      ['session_context', 'ok'],
    ]);
    expect(new Set(rows.map((row) => row.session))).toEqual(new Set([expect.stringMatching(session)]));
    expect(rows.every(({ callId }) => callId !== null)).toBe(true);
  });

  test('does not notice that the hub was killed between two calls', async () => {
    const known = (await calls()).length;
    const { pid } = hub;
    kills = true;
    await machine.ask(name);
    expect(hub.pid).not.toBe(pid);
    await expect.poll(async () => (await calls()).length).toBeGreaterThan(known);
    // What was called in the last tenth of a second before a kill may be missing.
    const rows = (await calls()).slice(known);
    expect(rows.at(-1)).toMatchObject({ tool: 'session_context', outcome: 'ok' });
  });
});
