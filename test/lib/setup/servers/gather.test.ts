import { describe, expect, it } from 'vitest';
import type { ServerDefinition } from '../../../../src/lib/base/config/servers.ts';
import { type GatherInput, gatherServers } from '../../../../src/lib/setup/servers/gather.ts';
import type { OwnEntry } from '../../../../src/lib/setup/servers/own-servers.ts';

const TITLES = { codex: 'Codex', 'claude-code': 'Claude Code', gemini: 'Gemini CLI' };
type Name = keyof typeof TITLES;

const SECRET = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
const OTHER_SECRET = 'ghp_9876543210zyxwvutsrqponmlkjihgfedcba';

function own(agent: Name, name: string, fields: Partial<ServerDefinition> = {}, unsaid = {}): OwnEntry {
  const server = { kind: 'stdio', name, command: 'run', args: [], env: {}, ...fields } as ServerDefinition;
  return {
    agent: { name: agent, title: TITLES[agent] },
    name,
    read: { server, apart: [], essential: [], off: false, ...unsaid },
  };
}

function gather(entries: readonly OwnEntry[], more: Partial<GatherInput> = {}) {
  const agents = Object.keys(TITLES);
  const base = { sources: agents, agents, known: [], scope: 'shared', takesOver: false } as const;
  return gatherServers({ entries, ...base, ...more });
}

describe('added', () => {
  it('once where agents mean the same, without a limit', () => {
    const { added } = gather([own('codex', 'a'), own('claude-code', 'a'), own('gemini', 'b')]);
    expect(added.map(({ server, from }) => [server.name, from.map(({ name }) => name)])).toEqual([
      ['a', ['codex', 'claude-code']],
      ['b', ['gemini']],
    ]);
    expect(added.every(({ server }) => server.agents === undefined)).toBe(true);
  });

  it('with the reference, where one agent has a value and another a variable', () => {
    const { added, differing } = gather([
      own('codex', 'a', { env: { KEY_TOKEN: SECRET } }),
      own('claude-code', 'a', { env: { KEY_TOKEN: '${MY_TOKEN}' } }),
      own('gemini', 'a', { env: { KEY_TOKEN: OTHER_SECRET } }),
    ]);
    expect(differing).toEqual([]);
    expect(added).toMatchObject([{ server: { env: { KEY_TOKEN: '${MY_TOKEN}' } }, variables: [] }]);
    expect(added[0]?.from).toHaveLength(3);
  });

  it('for those that have it, on request', () => {
    const { added } = gather([own('codex', 'a')], { scope: 'own' });
    expect(added[0]?.server.agents).toEqual(['codex']);
  });

  it('says which fields stay with their agent', () => {
    const { added } = gather([
      own('codex', 'a', {}, { apart: ['tool_timeout_sec'] }),
      own('gemini', 'a', {}, { apart: ['cwd'], essential: ['cwd'] }),
      own('claude-code', 'a', {}, { apart: ['disabled'], off: true }),
    ]);
    expect(added[0]?.from.map(({ name }) => name)).toEqual(['codex', 'gemini', 'claude-code']);
    expect(added[0]?.apart.map(({ agent, fields }) => [agent.name, fields])).toEqual([
      ['codex', ['tool_timeout_sec']],
      ['gemini', ['cwd']],
      ['claude-code', ['disabled']],
    ]);
  });
});

describe('different servers of one name', () => {
  const entries = [
    own('codex', 'a', { args: ['1'] }),
    own('claude-code', 'a', { args: ['2'], env: { X: 'y' } }),
  ];

  it('are told, and none is taken', () => {
    const { added, differing } = gather([...entries, own('gemini', 'b')]);
    expect(added.map(({ server }) => server.name)).toEqual(['b']);
    expect(differing).toEqual([
      { name: 'a', agents: entries.map(({ agent }) => agent), fields: ['args', 'env.X'] },
    ]);
  });

  it('one named agent decides; the other keeps its own', () => {
    const { added, differing } = gather(entries, { sources: ['codex'] });
    expect(differing).toEqual([]);
    expect(added).toMatchObject([
      {
        server: { args: ['1'], agents: ['codex', 'gemini'] },
        others: [{ agent: { name: 'claude-code' }, fields: ['args', 'env.X'] }],
      },
    ]);
  });

  it('the other is for the conflict policy where that takes over', () => {
    const { added } = gather(entries, { sources: ['codex'], takesOver: true });
    expect(added[0]?.server.agents).toBeUndefined();
  });

  it('an agent that nerve does not write for is no limit', () => {
    const { added } = gather(entries, { sources: ['codex'], agents: ['codex', 'gemini'] });
    expect(added[0]?.server.agents).toBeUndefined();
  });

  it('an entry that cannot be read is another server, and is told', () => {
    const strange: OwnEntry = { ...own('claude-code', 'a'), read: { unsupported: 'its reason' } };
    const { added, left } = gather([own('codex', 'a'), strange]);
    expect(added[0]?.server.agents).toEqual(['codex', 'gemini']);
    expect(left).toEqual([{ name: 'a', agent: strange.agent, why: 'its reason' }]);
  });
});

it('names are kept to, known servers are told', () => {
  const { server } = own('codex', 'a').read as { server: ServerDefinition };
  const found = gather([own('codex', 'a'), own('codex', 'b'), own('codex', 'c')], {
    names: ['a', 'b'],
    known: [server],
  });
  expect(found.known.map(({ name }) => name)).toEqual(['a']);
  expect(found.added.map(({ server }) => server.name)).toEqual(['b']);
});

describe('left out', () => {
  it.each<[OwnEntry, string]>([
    [own('codex', 'a', {}, { off: true }), 'switched off'],
    [own('codex', 'a', {}, { essential: ['cwd', 'oauth'] }), 'without cwd, oauth'],
    [{ ...own('codex', 'a'), read: { unsupported: 'its reason' } }, 'its reason'],
    [own('codex', 'a', { args: ['--token', SECRET] }), 'secret'],
    [own('codex', 'two words'), 'letters, digits'],
    [own('codex', 'a', { command: '' }), 'must be a text'],
  ])('%j', (entry, why) => {
    const { added, left } = gather([entry]);
    expect(added).toEqual([]);
    expect(left).toEqual([{ name: entry.name, agent: entry.agent, why: expect.stringContaining(why) }]);
    expect(JSON.stringify(left)).not.toContain(SECRET);
  });
});

describe('one variable name in several servers', () => {
  const variables = (entries: readonly OwnEntry[], known: readonly ServerDefinition[] = []) =>
    gather(entries, { known }).added.map((server) => server.variables.map(({ name }) => name));
  const withKey = (agent: Name, name: string, value: string) => own(agent, name, { env: { API_KEY: value } });

  it('is shared by those that have the same value', () => {
    expect(variables([withKey('codex', 'a', SECRET), withKey('codex', 'b', SECRET)])).toEqual([
      ['API_KEY'],
      ['API_KEY'],
    ]);
  });

  it('is not used where the values differ, so that no secret goes to another server', () => {
    expect(variables([withKey('codex', 'a', SECRET), withKey('gemini', 'b', OTHER_SECRET)])).toEqual([
      ['MCP_A_API_KEY'],
      ['MCP_B_API_KEY'],
    ]);
  });

  it('is not used where another server refers to it', () => {
    const other = withKey('codex', 'b', '${API_KEY}');
    expect(variables([withKey('codex', 'a', SECRET), other])).toEqual([['MCP_A_API_KEY'], []]);
    const { server } = other.read as { server: ServerDefinition };
    expect(variables([withKey('codex', 'a', SECRET)], [server])).toEqual([['MCP_A_API_KEY']]);
  });
});
