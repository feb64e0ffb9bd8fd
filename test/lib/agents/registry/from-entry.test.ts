import { describe, expect, it } from 'vitest';
import { codexDialect } from '../../../../src/lib/agents/registry/codex-dialect.ts';
import type { Dialect } from '../../../../src/lib/agents/registry/dialect.ts';
import {
  claudeDialect,
  copilotDialect,
  geminiDialect,
  opencodeDialect,
  qwenDialect,
} from '../../../../src/lib/agents/registry/dialects.ts';
import { AGENTS } from '../../../../src/lib/agents/registry/registry.ts';
import type { ServerDefinition } from '../../../../src/lib/base/config/servers.ts';
import type { Json, JsonObject } from '../../../../src/lib/base/kernel/json.ts';

const SERVERS: readonly ServerDefinition[] = [
  { kind: 'stdio', name: 's', command: 'run', args: ['-x', 'y z'], env: { KEY: '${KEY}', FIXED: 'v' } },
  { kind: 'stdio', name: 's', command: 'run', args: [], env: {} },
  { kind: 'http', name: 's', url: 'https://h/mcp', headers: {} },
  {
    kind: 'http',
    name: 's',
    url: 'https://h/mcp?a=b',
    headers: { Authorization: 'Bearer ${TOKEN}', 'X-Key': '${KEY}', 'X-Fixed': 'v' },
  },
];

function entryOf(dialect: Dialect, server: ServerDefinition): JsonObject {
  const written = dialect.toEntry(server);
  if ('unsupported' in written) throw new Error(written.unsupported);
  return written.entry;
}

const DIALECTS = AGENTS.flatMap(({ name, mcp }) => (mcp ? [[name, mcp.dialect] as const] : []));

describe.each(DIALECTS)('%s', (_, dialect) => {
  it.each(SERVERS)('reads back what it writes: %j', (server) => {
    const entry = entryOf(dialect, server);
    const read = dialect.fromEntry('s', entry);
    expect(read).toEqual({ server, apart: [], essential: [], off: false });
    if ('server' in read) expect(entryOf(dialect, read.server)).toEqual(entry);
  });

  it.each<[string, Json]>([
    ['a text', 'run'],
    ['a list', ['run']],
    ['no command and no address', { env: { A: 'b' } }],
    ['a command that is a number', { command: 1 }],
    ['args that are no list', { command: 'run', args: 'x' }],
    ['env with a number', { command: 'run', env: { A: 1 } }],
    ['a default for a variable', { command: 'run', args: ['${A:-b}'] }],
    ['a name with control characters', { command: 'run', env: { 'A\u001b[31m': 'b' } }],
    ["another agent's variable", { command: 'run', args: ['${input:key}'] }],
    ['a file reference', { command: 'run', args: ['{file:secret.txt}'] }],
  ])('cannot read %s', (__, entry) => {
    expect(dialect.fromEntry('s', entry)).toEqual({ unsupported: expect.any(String) });
  });

  it('names what a definition has no words for, and what of it is essential', () => {
    const [program] = SERVERS;
    const entry = { ...entryOf(dialect, program as ServerDefinition), cwd: '/x', strange: {} };
    expect(dialect.fromEntry('s', entry)).toMatchObject({
      apart: ['cwd', 'strange'],
      essential: ['cwd', 'strange'],
    });
  });

  it.each([
    [{ enabled: false }, 'enabled', true],
    [{ disabled: true }, 'disabled', true],
    [{ enabled: true }, undefined, false],
    [{ disabled: false }, undefined, false],
  ])('%j: whether it is switched off', (extra, field, off) => {
    const [program] = SERVERS;
    const entry = { ...entryOf(dialect, program as ServerDefinition), ...extra };
    expect(dialect.fromEntry('s', entry)).toMatchObject({ off, apart: field ? [field] : [], essential: [] });
  });
});

describe('what tunes one agent only stays apart and is not essential', () => {
  it.each<[string, Dialect, JsonObject]>([
    [
      'codex',
      codexDialect,
      {
        command: 'x',
        startup_timeout_sec: 5,
        tool_timeout_sec: 9,
        tools: { a: { approval_mode: 'approve' } },
      },
    ],
    ['claude', claudeDialect, { command: 'x', timeout: 5 }],
    ['gemini', geminiDialect, { command: 'x', timeout: 5, trust: true, description: 'd' }],
    ['qwen', qwenDialect, { command: 'x', timeout: 5, trust: true }],
    ['copilot', copilotDialect, { type: 'local', command: 'x', timeout: 5 }],
    ['opencode', opencodeDialect, { type: 'local', command: ['x'], timeout: 5 }],
  ])('%s', (_, dialect, entry) => {
    const apart = Object.keys(entry).filter((key) => key !== 'command' && key !== 'type');
    expect(dialect.fromEntry('s', entry)).toMatchObject({ apart, essential: [] });
  });
});

describe('what makes it another server, or one that may do more, is essential', () => {
  it.each<[string, Dialect, JsonObject]>([
    ['enabled_tools', codexDialect, { command: 'x', enabled_tools: ['a'] }],
    ['http_headers_helper', codexDialect, { url: 'https://h', http_headers_helper: 'x' }],
    ['headersHelper', claudeDialect, { type: 'http', url: 'https://h', headersHelper: 'x' }],
    ['oauth', claudeDialect, { type: 'http', url: 'https://h', oauth: { clientId: 'c' } }],
    ['includeTools', geminiDialect, { command: 'x', includeTools: ['a'] }],
    ['excludeTools', qwenDialect, { command: 'x', excludeTools: ['a'] }],
    ['tools', copilotDialect, { type: 'local', command: 'x', tools: ['a'] }],
    ['oauth', opencodeDialect, { type: 'remote', url: 'https://h', oauth: {} }],
  ])('%s', (field, dialect, entry) => {
    expect(dialect.fromEntry('s', entry)).toMatchObject({ essential: [field] });
  });
});

describe('the words of each agent', () => {
  it.each<[string, Dialect, JsonObject, JsonObject]>([
    ['claude without a type', claudeDialect, { command: 'x' }, { command: 'x', args: [] }],
    ['gemini, $NAME', geminiDialect, { command: 'x', args: ['$A-b'] }, { args: ['${A}-b'] }],
    ['gemini, a URL without a type', geminiDialect, { url: 'https://h' }, { url: 'https://h' }],
    ['gemini, its former name', geminiDialect, { httpUrl: 'https://h' }, { url: 'https://h' }],
    [
      'opencode',
      opencodeDialect,
      { type: 'local', command: ['x', '{env:A}'], environment: { B: '{env:C}' } },
      { command: 'x', args: ['${A}'], env: { B: '${C}' } },
    ],
    [
      'copilot, stdio',
      copilotDialect,
      { type: 'stdio', command: 'x', tools: ['*'] },
      { command: 'x', args: [] },
    ],
    [
      'codex, a value of its own wins over the variable',
      codexDialect,
      { command: 'x', env: { A: 'own' }, env_vars: ['A', 'B'] },
      { env: { A: 'own', B: '${B}' } },
    ],
  ])('%s', (_, dialect, entry, server) => {
    expect(dialect.fromEntry('s', entry)).toMatchObject({ server, apart: [] });
  });

  it.each<[string, Dialect, JsonObject]>([
    ['SSE in claude', claudeDialect, { type: 'sse', url: 'https://h' }],
    ['SSE in gemini', geminiDialect, { type: 'sse', url: 'https://h' }],
    ['SSE in qwen, where `url` means that', qwenDialect, { url: 'https://h' }],
    ['a type that does not fit', claudeDialect, { type: 'http', command: 'x' }],
    ['what only looks like a reference to codex', codexDialect, { command: 'x', env: { A: '${B}' } }],
    ['what only looks like a reference to opencode', opencodeDialect, { command: ['x', '${B}'] }],
    ["another agent's reference in claude", claudeDialect, { command: 'x', args: ['{env:B}'] }],
    [
      'a header that codex has twice',
      codexDialect,
      { url: 'https://h', bearer_token_env_var: 'A', http_headers: { authorization: 'b' } },
    ],
    ['variables of another source', codexDialect, { command: 'x', env_vars: [{ name: 'A' }] }],
  ])('not: %s', (_, dialect, entry) => {
    expect(dialect.fromEntry('s', entry)).toHaveProperty('unsupported');
  });

  it('never repeats a value in the reason', () => {
    const entries: readonly Json[] = [
      { command: 'x', args: ['${hunter2:-hunter2}'] },
      { command: 'x', args: { hunter2: 'hunter2' } },
      { command: 1, args: 'hunter2', env: 'hunter2' },
      { url: 1, httpUrl: ['hunter2'], headers: 'hunter2' },
      { type: 'hunter2', env: { A: ['hunter2'] } },
    ];
    for (const [, dialect] of DIALECTS) {
      for (const entry of entries) {
        expect(dialect.fromEntry('s', entry)).toEqual({
          unsupported: expect.not.stringContaining('hunter2'),
        });
      }
    }
  });
});
