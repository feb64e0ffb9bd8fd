/** Real Codex and real Claude Code with the real hub: known by session, audited, and a killed hub is no news to them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Machine } from './support/machine.ts';
import { textsOf } from './support/model.ts';
import { type MortalHub, startMortalHub } from './support/mortal-hub.ts';

let mortal: MortalHub;
let machine: Machine;
let calls: MortalHub['calls'];

beforeAll(async () => {
  mortal = await startMortalHub();
  ({ machine, calls } = mortal);
  await machine.init();
});
afterAll(() => mortal?.close());

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
    const { pid } = mortal.hub;
    mortal.killInBetween();
    await machine.ask(name);
    expect(mortal.hub.pid).not.toBe(pid);
    await expect.poll(async () => (await calls()).length).toBeGreaterThan(known);
    // What was called in the last tenth of a second before a kill may be missing.
    const rows = (await calls()).slice(known);
    expect(rows.at(-1)).toMatchObject({ tool: 'session_context', outcome: 'ok' });
  });
});
