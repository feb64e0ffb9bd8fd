import { describe, expect, it } from 'vitest';
import type { ServerDefinition } from '../../../../src/lib/base/config/servers.ts';
import { secretsOf, shareable } from '../../../../src/lib/setup/servers/shareable.ts';

const LITERAL = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
const never = (): boolean => false;

function program(env: Record<string, string>, args: string[] = []): ServerDefinition {
  return { kind: 'stdio', name: 'my-hub', command: 'run', args, env };
}

function address(headers: Record<string, string>, url = 'https://h/mcp'): ServerDefinition {
  return { kind: 'http', name: 'my-hub', url, headers };
}

describe('stays as it is', () => {
  it.each([
    program({ LOG_LEVEL: 'debug', PORT: '8080', DIR: '/srv/data', MODE: 'read-only', REGION: 'eu-west-1' }),
    program({ NODE_OPTIONS: '--max-old-space-size=4096', TOKEN_FILE: '/run/token' }),
    program({ API_KEY: '${API_KEY}', OTHER: 'prefix-${NAME}' }, [
      '-y',
      '@scope/server-name',
      '/home/ann/src',
    ]),
    program({}, ['--token-file', '/run/token', '--url', 'https://h/x']),
    program({}, ['run', '-i', '--rm', '-e', 'GITHUB_TOKEN', 'ghcr.io/github/github-mcp-server']),
    address({ Authorization: 'Bearer ${TOKEN}', Accept: 'application/json', 'X-Team': 'blue' }),
    address({ Authorization: 'Basic ${BASIC}' }),
    address({ Authorization: 'Basic ${USER_NAME}:${USER_PASSWORD}' }),
  ])('%j', (server) => {
    expect(shareable(server, never)).toEqual({ server, variables: [] });
    expect(secretsOf(server)).toEqual([]);
  });
});

describe('a secret becomes a variable', () => {
  it.each<[ServerDefinition, string, string, object]>([
    [program({ GITHUB_TOKEN: LITERAL }), 'GITHUB_TOKEN', '${GITHUB_TOKEN}', { name: 'GITHUB_TOKEN' }],
    [program({ DB_PASSWORD: 'hunter2' }), 'DB_PASSWORD', '${DB_PASSWORD}', { name: 'DB_PASSWORD' }],
    [program({ DB: 'postgres://ann:hunter2@db/x' }), 'DB', '${DB}', { name: 'DB' }],
    [
      address({ Authorization: `Bearer ${LITERAL}` }),
      'Authorization',
      'Bearer ${MCP_MY_HUB_TOKEN}',
      { name: 'MCP_MY_HUB_TOKEN', holds: 'its bearer token' },
    ],
    [
      address({ authorization: 'short' }),
      'authorization',
      '${MCP_MY_HUB_AUTHORIZATION}',
      { name: 'MCP_MY_HUB_AUTHORIZATION', holds: 'its header authorization' },
    ],
    [
      address({ 'X-Api-Key': 'abc' }),
      'X-Api-Key',
      '${MCP_MY_HUB_X_API_KEY}',
      { name: 'MCP_MY_HUB_X_API_KEY', holds: 'its header X-Api-Key' },
    ],
  ])('%j', (server, name, text, variable) => {
    const shared = shareable(server, never);
    const table = server.kind === 'stdio' ? { env: { [name]: text } } : { headers: { [name]: text } };
    expect(shared).toEqual({ server: { ...server, ...table }, variables: [variable] });
    expect(secretsOf(server).map(([key]) => key)).toEqual([name]);
  });

  it('of its own name where another server uses the variable for something else', () => {
    expect(shareable(program({ API_KEY: LITERAL }), () => true)).toMatchObject({
      server: { env: { API_KEY: '${MCP_MY_HUB_API_KEY}' } },
      variables: [{ name: 'MCP_MY_HUB_API_KEY', holds: 'its API_KEY' }],
    });
  });
});

describe('cannot be shared', () => {
  it.each<[ServerDefinition, string]>([
    [program({}, ['--api-key', LITERAL]), 'command line'],
    [
      program({}, ['mcp-remote', 'https://h', '--header', `Authorization: Bearer ${LITERAL}`]),
      'command line',
    ],
    [address({}, `https://h/mcp?apiKey=${LITERAL}`), 'URL'],
    [address({}, `https://h/s/${LITERAL}/mcp`), 'URL'],
    [program({ 'my.token': LITERAL }), 'my.token'],
    [program({ TOKEN: `\${PREFIX}-${LITERAL}` }), 'TOKEN'],
    [address({ Authorization: `Bearer \${PREFIX}${LITERAL}` }), 'Authorization'],
  ])('%j', (server, where) => {
    const result = shareable(server, never);
    expect(result).toEqual({ why: expect.stringContaining(where) });
    expect(JSON.stringify(result)).not.toContain(LITERAL);
  });
});
