import { describe, expect, it } from 'vitest';
import {
  isReservedName,
  readServers,
  type ServerDefinition,
  serverFields,
} from '../../../../src/lib/base/config/servers.ts';

describe('serverFields', () => {
  it.each<[ServerDefinition, object]>([
    [{ kind: 'stdio', name: 's', command: 'x', args: [], env: {} }, { command: 'x' }],
    [
      { kind: 'stdio', name: 's', command: 'x', args: ['a'], env: { K: '${K}' }, agents: ['codex'] },
      { command: 'x', args: ['a'], env: { K: '${K}' }, agents: ['codex'] },
    ],
    [
      { kind: 'http', name: 's', url: 'https://h', headers: {}, agents: [] },
      { url: 'https://h', agents: [] },
    ],
    [
      { kind: 'http', name: 's', url: 'https://h', headers: { A: 'b' } },
      { url: 'https://h', headers: { A: 'b' } },
    ],
  ])('%j: read back as it was', (server, fields) => {
    expect(serverFields(server)).toEqual(fields);
    expect(readServers({ servers: { s: serverFields(server) } }, 'config.yaml')).toEqual([server]);
  });
});

it("knows nerve's own names", () => {
  expect(['nerve', 'nerve-env', 'other'].map(isReservedName)).toEqual([true, true, false]);
});
