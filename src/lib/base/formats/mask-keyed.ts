/** Finds the values of secret keys in JSON, JSONC and TOML, also in text that no parser would take. */
import { isHarmless, isMixedTable, isSecretName, schemeLength } from './mask-names.ts';
import type { Range } from './mask-ranges.ts';

/** Values that must not be shown, and the places of keys. */
export interface KeyedScan {
  readonly values: readonly Range[];
  readonly keys: readonly Range[];
}

interface Context {
  /** Every string inside is a secret. */
  readonly secret: boolean;
  /** Strings inside are shown only if they are plain. */
  readonly mixed: boolean;
}

/** Beyond this length a dotted key begins anew. */
const MAX_NAME = 200;

const OPEN: Context = { secret: false, mixed: false };

/** One pass over the text; what is no string, bracket or bare word is skipped. */
export function scanKeyed(text: string, toml: boolean): KeyedScan {
  const values: Range[] = [];
  const keys: Range[] = [];
  const stack: Context[] = [];
  let table = OPEN;
  let name = '';
  let at = text.startsWith('\uFEFF') ? 1 : 0;

  const around = (): Context => stack.at(-1) ?? table;
  const within = (): Context => nested(around(), name);
  const startsLine = (): boolean => /(?:^|[\n\r])[ \t]*$/.test(text.slice(Math.max(0, at - 80), at));

  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '\n') {
      if (toml && stack.length === 0) name = '';
      at += 1;
    } else if (toml ? char === '#' : text.startsWith('//', at)) {
      at = endOfLine(text, at);
    } else if (!toml && text.startsWith('/*', at)) {
      at = after(text, '*/', at + 2);
    } else if (toml && char === '[' && isTopLevel(stack, name) && startsLine()) {
      const end = endOfLine(text, at);
      table = headerContext(text.slice(at, end));
      keys.push([at, end]);
      at = end;
    } else if (char === '{' || char === '[') {
      stack.push(within());
      name = '';
      at += 1;
    } else if (char === '}' || char === ']') {
      stack.pop();
      name = '';
      at += 1;
    } else if (char === ',') {
      name = '';
      at += 1;
    } else if (/[\s:=.]/.test(char)) {
      at += 1;
    } else {
      const token = readToken(text, at, toml);
      const inner = text.slice(token.start, token.end);
      if (isKey(text, token.next, toml)) {
        // Only TOML has dotted keys; bounded, for hostile text.
        name = toml && name !== '' && name.length < MAX_NAME ? `${name}.${inner}` : inner;
        keys.push([token.start, token.end]);
      } else if (isHidden(inner, within(), name)) {
        values.push([token.start + schemeLength(inner), token.end]);
      }
      at = Math.max(token.next, at + 1);
    }
  }
  return { values, keys };
}

function isTopLevel(stack: Context[], name: string): boolean {
  // A header in the first column ends whatever an unfinished value left open.
  return stack.length === 0 && name === '';
}

function nested(context: Context, name: string): Context {
  if (name === '') return context;
  const parts = name.split('.');
  return {
    secret:
      context.secret || isSecretName(name) || (parts.length > 1 && parts.slice(0, -1).some(isSecretName)),
    mixed: context.mixed || parts.some(isMixedTable),
  };
}

function headerContext(header: string): Context {
  const parts = header
    .slice(0, 1000)
    .split(/[[\].\s"']+/)
    .filter(Boolean);
  return { secret: parts.some(isSecretName), mixed: parts.some(isMixedTable) };
}

function isHidden(value: string, context: Context, name: string): boolean {
  if (isHarmless(value.slice(schemeLength(value)), name)) return false;
  return context.secret || (context.mixed && !isPlain(value));
}

/** A short word, a path or an address; what is secret in an address is found by other rules. */
function isPlain(value: string): boolean {
  return /^(?:[A-Za-z]{1,16}|(?:~|\.{1,2})?\/[^\s]*|[a-z][a-z0-9+.-]{1,20}:\/\/[^\s]*)$/.test(value);
}

interface Token {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

function readToken(text: string, at: number, toml: boolean): Token {
  const quote = text[at] ?? '';
  if (quote !== '"' && quote !== "'") return bareWord(text, at);
  const triple = quote.repeat(3);
  if (toml && text.startsWith(triple, at)) {
    const next = after(text, triple, at + 3);
    return {
      start: at + 3,
      end: text.startsWith(triple, next - 3) ? Math.max(at + 3, next - 3) : next,
      next,
    };
  }
  const end = endOfString(text, at + 1, quote, !(toml && quote === "'"));
  return { start: at + 1, end, next: text[end] === quote ? end + 1 : end };
}

/** Where a string that began before `from` ends: at its quote, or at the end of the line. */
export function endOfString(text: string, from: number, quote: string, escapes: boolean): number {
  let at = from;
  while (at < text.length && text[at] !== quote && text[at] !== '\n') {
    at += escapes && text[at] === '\\' && text[at + 1] !== '\n' ? 2 : 1;
  }
  return Math.min(at, text.length);
}

function bareWord(text: string, at: number): Token {
  const pattern = /[^\s,:={}[\]"'#]*/y;
  pattern.lastIndex = at;
  const end = at + (pattern.exec(text)?.[0].length ?? 0);
  return { start: at, end, next: end };
}

function isKey(text: string, from: number, toml: boolean): boolean {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || (!toml && /[\r\n]/.test(text[at] ?? ''))) at += 1;
  return toml ? text[at] === '=' || text[at] === '.' : text[at] === ':';
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}
