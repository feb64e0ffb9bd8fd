import { describe, expect, it } from 'vitest';
import { codexDialect } from '../../../../src/lib/agents/registry/codex-dialect.ts';
import {
  claudeDialect,
  copilotDialect,
  geminiDialect,
  opencodeDialect,
  qwenDialect,
} from '../../../../src/lib/agents/registry/dialects.ts';
import type { ServerDefinition } from '../../../../src/lib/base/config/servers.ts';

const PROGRAM: ServerDefinition = {
  kind: 'stdio',
  name: 's',
  command: 'run',
  args: ['-x'],
  env: { KEY: '${KEY}', FIXED: 'v' },
};
const URL_SERVER: ServerDefinition = {
  kind: 'http',
  name: 's',
  url: 'https://h/mcp',
  headers: { Authorization: 'Bearer ${TOKEN}' },
};

describe('a program', () => {
  it.each([
    [
      'claude',
      claudeDialect,
      { type: 'stdio', command: 'run', args: ['-x'], env: { KEY: '${KEY}', FIXED: 'v' } },
    ],
    ['gemini', geminiDialect, { command: 'run', args: ['-x'], env: { KEY: '${KEY}', FIXED: 'v' } }],
    ['qwen', qwenDialect, { command: 'run', args: ['-x'], env: { KEY: '${KEY}', FIXED: 'v' } }],
    [
      'copilot',
      copilotDialect,
      { type: 'local', command: 'run', args: ['-x'], env: { KEY: '${KEY}', FIXED: 'v' }, tools: ['*'] },
    ],
    [
      'opencode',
      opencodeDialect,
      { type: 'local', command: ['run', '-x'], environment: { KEY: '{env:KEY}', FIXED: 'v' }, enabled: true },
    ],
    ['codex', codexDialect, { command: 'run', args: ['-x'], env: { FIXED: 'v' }, env_vars: ['KEY'] }],
  ])('for %s', (_, dialect, entry) => {
    expect(dialect.toEntry(PROGRAM)).toEqual({ entry });
  });
});

describe('a URL', () => {
  it.each([
    ['claude', claudeDialect, { type: 'http', url: 'https://h/mcp', headers: URL_SERVER.headers }],
    ['qwen', qwenDialect, { httpUrl: 'https://h/mcp', headers: URL_SERVER.headers }],
    [
      'opencode',
      opencodeDialect,
      {
        type: 'remote',
        url: 'https://h/mcp',
        headers: { Authorization: 'Bearer {env:TOKEN}' },
        enabled: true,
      },
    ],
    ['codex', codexDialect, { url: 'https://h/mcp', bearer_token_env_var: 'TOKEN' }],
  ])('for %s', (_, dialect, entry) => {
    expect(dialect.toEntry(URL_SERVER)).toEqual({ entry });
  });

  it('passes whole header values to Codex by name, fixed ones as they are', () => {
    const server = { ...URL_SERVER, headers: { 'X-Key': '${KEY}', 'X-Fixed': 'v' } };
    expect(codexDialect.toEntry(server)).toEqual({
      entry: { url: 'https://h/mcp', http_headers: { 'X-Fixed': 'v' }, env_http_headers: { 'X-Key': 'KEY' } },
    });
  });
});

it.each<[string, ServerDefinition]>([
  ['part of a header', { ...URL_SERVER, headers: { 'X-Key': 'a ${KEY}' } }],
  ['a URL', { ...URL_SERVER, url: 'https://${HOST}/mcp' }],
  ['a command line', { ...PROGRAM, args: ['${X}'] }],
  ['a variable of another name', { ...PROGRAM, env: { KEY: '${OTHER}' } }],
])('says that Codex cannot expand %s', (_, server) => {
  expect(codexDialect.toEntry(server)).toHaveProperty('unsupported');
});
