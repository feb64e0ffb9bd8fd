/** nerve's entry on stdio, in every agent's words. */
import { expect, test } from 'vitest';
import { codex } from '../../../../src/lib/agents/registry/agents/codex.ts';
import { PROGRAMS } from '../../../../src/lib/agents/registry/registry.ts';
import { bridgeEntry } from '../../../../src/lib/agents/sync/bridge-entry.ts';

const agents = PROGRAMS.flatMap((agent) => (agent.mcp ? [{ agent, mcp: agent.mcp }] : []));

test.each(agents)('$agent.title reads it as the same command', ({ agent, mcp }) => {
  const entry = bridgeEntry(agent, mcp, '/h/a b/nerve');
  expect(mcp.dialect.fromEntry('nerve', entry)).toMatchObject({
    server: { kind: 'stdio', command: '/h/a b/nerve', args: ['mcp', '--agent', agent.name], env: {} },
  });
});

test('an agent that cannot write it down says so', () => {
  const { mcp } = codex;
  if (!mcp) throw new Error('Codex has MCP');
  const launcher = ['/h/$', '{HOME}/nerve'].join('');
  expect(() => bridgeEntry(codex, mcp, launcher)).toThrow('Codex cannot start nerve on stdio');
});
