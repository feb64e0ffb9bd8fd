/** What a tool that may change things is allowed to do when nobody can be asked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMachine, type Machine } from './support/machine.ts';
import { textsOf } from './support/model.ts';

const REFUSAL = {
  codex: 'MCP tool call requires approval, but approval policy is never',
  claude: 'requested permissions to use mcp__nerve__change',
} as const;

describe.each([
  { permissions: 'nerve', isCalled: true },
  { permissions: 'none', isCalled: false },
])('--permissions $permissions', ({ permissions, isCalled }) => {
  let machine: Machine;

  beforeAll(async () => {
    machine = await createMachine({ call: 'change' });
    await machine.init('--permissions', permissions);
  });
  afterAll(() => machine?.close());

  test.each(['codex', 'claude'] as const)(
    `%s ${isCalled ? 'calls the tool unasked' : 'refuses the tool'}`,
    async (name) => {
      const calls = machine.hub.calls.length;
      const requests = machine.model.requests.length;
      await machine.ask(name);
      const called = machine.hub.calls.slice(calls).flatMap((call) => (call.tool ? [call.tool] : []));
      const shown = machine.model.requests.slice(requests).map(textsOf).join('\n');
      expect(called).toEqual(isCalled ? ['change'] : []);
      expect(shown.includes('change was called')).toBe(isCalled);
      expect(shown.includes(REFUSAL[name])).toBe(!isCalled);
    },
  );
});
