import { describe, expect, it } from 'vitest';
import { checkValue, parseText } from '../../../../src/lib/base/config/setting-value.ts';
import { SETTINGS, type Setting } from '../../../../src/lib/base/config/settings.ts';
import { UserError } from '../../../../src/lib/base/kernel/errors.ts';

const base = { key: 'k', default: '', about: '' };
const types = {
  boolean: { ...base, type: 'boolean' },
  integer: { ...base, type: 'integer', min: 1, max: 1440 },
  choice: { ...base, type: 'choice', choices: ['ask', 'skip'] },
  path: { ...base, type: 'path' },
  url: { ...base, type: 'url' },
  'url-path': { ...base, type: 'url-path' },
  string: { ...base, default: 'x', type: 'string' },
} satisfies Record<string, Setting>;

const read = (type: keyof typeof types, text: string) =>
  checkValue(types[type], parseText(types[type], text), 'k', '/home/ann');

describe('texts that a setting takes', () => {
  it.each([
    ['boolean', 'true', true],
    ['boolean', '0', false],
    ['integer', '15', 15],
    ['integer', '1440', 1440],
    ['choice', 'skip', 'skip'],
    ['path', '~/notes', '/home/ann/notes'],
    ['path', '/srv/x', '/srv/x'],
    ['url', 'http://127.0.0.1:8900', 'http://127.0.0.1:8900'],
    ['url', 'https://hub.example.org/nerve', 'https://hub.example.org/nerve'],
    ['url-path', '/mcp/v1', '/mcp/v1'],
    ['string', 'any text', 'any text'],
  ] as const)('%s %j', (type, text, value) => {
    expect(read(type, text)).toBe(value);
  });
});

describe('texts that a setting refuses', () => {
  it.each([
    ['boolean', 'yes'],
    ['boolean', 'constructor'],
    ['boolean', ''],
    ['integer', '0'],
    ['integer', '1441'],
    ['integer', '1.5'],
    ['integer', '1e3'],
    ['integer', '99999999999999999999'],
    ['choice', 'Ask'],
    ['choice', ''],
    ['path', ''],
    ['path', 'a\0b'],
    ['url', 'ftp://x'],
    ['url', 'http://'],
    ['url', 'localhost:8900'],
    ['url', 'http://x/?token=1'],
    ['url', 'http://x y'],
    ['url-path', 'mcp'],
    ['url-path', '/a?b'],
    ['url-path', '/a b'],
    ['string', ''],
  ] as const)('%s %j', (type, text) => {
    expect(() => read(type, text)).toThrow(UserError);
  });
});

it('repeats no password of an address', () => {
  expect(() => read('url', 'https://ann:opensesame@hub/')).toThrow(/^(?!.*opensesame)/s);
});

it('takes the default of every setting', () => {
  for (const setting of SETTINGS) {
    expect(() => checkValue(setting, setting.default, setting.key, '/home/ann')).not.toThrow();
  }
});
