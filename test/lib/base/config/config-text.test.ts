import { describe, expect, it } from 'vitest';
import {
  createLineFinder,
  type ListEntry,
  removeEntryKey,
} from '../../../../src/lib/base/config/config-text.ts';
import { UnparseableError } from '../../../../src/lib/base/formats/format.ts';

const codex: ListEntry = { path: ['external_agents', 'targets'], key: 'name', match: 'codex' };

const TEXT = `# mine
workspace: ~/w # here
external_agents:
  targets:
    - name: claude-code
      auth: env
    # the other one
    - name: codex # yes
      auth: helper # why

      bundle: none
hub: {url: http://x}
`;

describe('lines', () => {
  it.each([
    [['workspace'], undefined, 2],
    [['hub', 'url'], undefined, 12],
    [['external_agents'], undefined, 3],
    [['auth'], codex, 9],
    [['bundle'], codex, 11],
    [['enabled'], codex, undefined],
    [['auth'], { ...codex, match: 'nobody' }, undefined],
    [['hub', 'url', 'deeper'], undefined, undefined],
    [['secrets'], undefined, undefined],
  ])('%j %j', (path, entry, line) => {
    expect(createLineFinder(TEXT)(path, entry)).toBe(line);
  });

  it('are counted with a BOM, CR LF and comments as well', () => {
    expect(createLineFinder('\uFEFF# a\r\n\r\nworkspace: x\r\n')(['workspace'])).toBe(3);
  });

  it('are not guessed in a text that is not YAML', () => {
    expect(() => createLineFinder('a: [')).toThrow(UnparseableError);
  });
});

describe('cutting a key out of an entry', () => {
  it('takes its line and nothing else', () => {
    expect(removeEntryKey(TEXT, codex, 'auth')).toBe(TEXT.replace('      auth: helper # why\n', ''));
  });

  it('keeps BOM, CR LF and a missing final newline', () => {
    const text = '\uFEFFexternal_agents:\r\n  targets:\r\n    - name: codex\r\n      auth: env';
    expect(removeEntryKey(text, codex, 'auth')).toBe(
      '\uFEFFexternal_agents:\r\n  targets:\r\n    - name: codex',
    );
  });

  it('works for the key behind the dash, and in flow style', () => {
    const dash = 'external_agents:\n  targets:\n    # c\n    - auth: env\n      name: codex\n';
    expect(removeEntryKey(dash, codex, 'auth')).toBe(
      'external_agents:\n  targets:\n    # c\n    - name: codex\n',
    );
    const flow = 'external_agents: {targets: [{name: codex, auth: env}]} # c\n';
    expect(removeEntryKey(flow, codex, 'auth').replaceAll(' ', '')).toBe(
      'external_agents:{targets:[{name:codex}]}#c\n',
    );
  });

  it.each([
    ['no such key', 'enabled', TEXT],
    ['no such entry', 'auth', 'external_agents:\n  targets: []\n'],
    ['no list', 'auth', 'external_agents: 3\n'],
    ['nothing', 'auth', ''],
  ])('gives the same text for %s', (_name, field, text) => {
    expect(removeEntryKey(text, codex, field)).toBe(text);
  });
});
