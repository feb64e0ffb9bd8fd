/** What a setting takes: texts read by its type, values checked against it. Pure. */
import { UserError } from '../kernel/errors.ts';
import { expandHome } from './paths.ts';
import type { Setting } from './settings.ts';

export type Value = string | number | boolean;

const WORDS: Readonly<Record<string, boolean>> = { '1': true, true: true, '0': false, false: false };

/** A text (an environment variable, an argument) as the setting understands it; as it is where that fails. */
export function parseText(setting: Setting, text: string): unknown {
  if (setting.type === 'integer') return /^-?\d+$/.test(text) ? Number(text) : text;
  if (setting.type === 'boolean') return Object.hasOwn(WORDS, text) ? WORDS[text] : text;
  return text;
}

/**
 * The value itself, or for a path the absolute path.
 * @throws UserError (`invalid-config`) naming `where` and what is expected.
 */
export function checkValue(setting: Setting, value: unknown, where: string, home: string): Value {
  const fits = isAllowed(setting, value);
  if (!fits) {
    throw new UserError(`${where} is ${shown(value)}, expected ${expected(setting)}`, {
      code: 'invalid-config',
    });
  }
  return setting.type === 'path' && typeof value === 'string' ? expandHome(value, home) : value;
}

/** What a setting takes, in words: `one of ask, skip`. */
export function expected(setting: Setting): string {
  switch (setting.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number from ${smallest(setting)} to ${largest(setting)}`;
    case 'choice':
      return `one of ${setting.choices?.join(', ')}`;
    case 'path':
      return 'a folder';
    case 'url':
      return 'an http:// or https:// address without a password, query or fragment';
    case 'url-path':
      return 'a path such as /mcp/v1';
    case 'string':
      return 'a text';
  }
}

function isAllowed(setting: Setting, value: unknown): value is Value {
  if (setting.type === 'boolean') return typeof value === 'boolean';
  if (setting.type === 'integer') {
    if (typeof value !== 'number' || !Number.isInteger(value)) return false;
    return value >= smallest(setting) && value <= largest(setting);
  }
  if (typeof value !== 'string' || value.includes('\0')) return false;
  if (value === '') return setting.type === 'string' && setting.default === '';
  if (setting.type === 'choice') return setting.choices?.includes(value) ?? false;
  if (setting.type === 'url') return isPlainUrl(value);
  if (setting.type === 'url-path') return /^\/[^\s?#\\]*$/.test(value);
  return true;
}

function isPlainUrl(text: string): boolean {
  if (!/^https?:\/\/[^\s?#]+$/i.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

function smallest(setting: Setting): number {
  return setting.min ?? Number.MIN_SAFE_INTEGER;
}

function largest(setting: Setting): number {
  return setting.max ?? Number.MAX_SAFE_INTEGER;
}

/** The value for a message; what an address has before its `@` is a password as often as not. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').replace(/\/\/[^/@\s]*@/, '//…@');
}
