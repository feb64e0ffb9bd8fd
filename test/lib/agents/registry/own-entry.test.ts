import { describe, expect, it } from 'vitest';
import { codexDialect } from '../../../../src/lib/agents/registry/codex-dialect.ts';
import type { Dialect } from '../../../../src/lib/agents/registry/dialect.ts';
import {
  claudeDialect,
  geminiDialect,
  opencodeDialect,
} from '../../../../src/lib/agents/registry/dialects.ts';
import { besideOwn, differingFields } from '../../../../src/lib/agents/registry/own-entry.ts';
import type { HttpServer, StdioServer } from '../../../../src/lib/base/config/servers.ts';
import type { JsonObject } from '../../../../src/lib/base/kernel/json.ts';

const program: StdioServer = {
  kind: 'stdio',
  name: 's',
  command: 'run',
  args: ['a'],
  env: { KEY: '${KEY}' },
};
const address: HttpServer = {
  kind: 'http',
  name: 's',
  url: 'https://h',
  headers: { Authorization: 'Bearer ${T}' },
};

describe('differingFields', () => {
  it.each<[string, StdioServer, string[]]>([
    ['nothing', program, []],
    ['a value of its own for a variable', { ...program, env: { KEY: 'literal' } }, []],
    ['another variable', { ...program, env: { KEY: '${OTHER}' } }, ['env.KEY']],
    ['no value', { ...program, env: {} }, ['env.KEY']],
    ['one more value', { ...program, env: { ...program.env, MORE: 'x' } }, ['env.MORE']],
    ['the order of arguments', { ...program, args: ['b', 'a'] }, ['args']],
    ['the program', { ...program, command: 'go' }, ['command']],
  ])('%s', (_, own, fields) => {
    expect(differingFields(program, own)).toEqual(fields);
  });

  it('takes a variable for a difference where the definition has a value', () => {
    expect(differingFields({ ...program, env: { KEY: 'v' } }, program)).toEqual(['env.KEY']);
  });

  it('does not look at the case of header names', () => {
    expect(differingFields(address, { ...address, headers: { authorization: 'Bearer literal' } })).toEqual(
      [],
    );
  });

  it('a program is no address', () => {
    expect(differingFields(program, address)).toContain('url');
  });
});

describe('besideOwn', () => {
  it.each<[string, Dialect, StdioServer | HttpServer, JsonObject, JsonObject]>([
    [
      'the same in fewer words',
      claudeDialect,
      { ...program, args: [], env: {} },
      { command: 'run' },
      { command: 'run' },
    ],
    [
      'its own value is not wanted, and neither is what no definition says',
      claudeDialect,
      program,
      { command: 'run', args: ['a'], env: { KEY: 'literal' }, timeout: 5 },
      { command: 'run', args: ['a'] },
    ],
    [
      'its own value beside others',
      codexDialect,
      { ...program, env: { KEY: '${KEY}', FIXED: 'v' } },
      { command: 'run', args: ['a'], env: { KEY: 'literal', FIXED: 'v' } },
      { command: 'run', args: ['a'], env: { FIXED: 'v' } },
    ],
    [
      'switched off is still the same',
      opencodeDialect,
      { ...program, env: {} },
      { type: 'local', command: ['run', 'a'], enabled: false },
      { type: 'local', command: ['run', 'a'] },
    ],
    [
      'an older name',
      geminiDialect,
      address,
      { httpUrl: 'https://h', headers: { authorization: 'Bearer x' } },
      { httpUrl: 'https://h' },
    ],
    [
      'another server: the usual words, less its own value',
      codexDialect,
      { ...program, args: ['b'] },
      { command: 'run', args: ['a'], env: { KEY: 'literal' } },
      { command: 'run', args: ['b'] },
    ],
    [
      'an entry that cannot be read: the usual words',
      claudeDialect,
      address,
      { type: 'sse', url: 'https://h' },
      { type: 'http', url: 'https://h', headers: { Authorization: 'Bearer ${T}' } },
    ],
  ])('%s', (_, dialect, server, own, wanted) => {
    expect(besideOwn(dialect, server, own)).toEqual(wanted);
  });

  it('nothing where the agent cannot have the server', () => {
    const server = { ...program, args: ['${A}'] };
    expect(besideOwn(codexDialect, server, { command: 'else' })).toBeUndefined();
  });
});
