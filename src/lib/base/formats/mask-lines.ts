/** Finds secrets by what stands before them in any text: `key: value`, `--flag value`, addresses. */
import { isMixed } from '../kernel/secret-values.ts';
import { endOfString } from './mask-keyed.ts';
import { isHarmless, isSecretName, schemeLength } from './mask-names.ts';
import type { Range, TextKind } from './mask-ranges.ts';

// Each pattern starts at the edge of a word or at a literal and is bounded, so that the work stays linear.
const ASSIGNMENT = /(?<![\w.$-])([\w.$-]{1,100})["'`]?[ \t]{0,40}(?::=|=>|[:=])[ \t]{0,40}/g;
const FLAG =
  /(?<![\w-])--?([A-Za-z][\w-]{1,60})(?:["'`][ \t]{0,40},?|[ \t,]|(?=\r?\n[ \t]{0,100}-[ \t]))\s{0,100}(?:-[ \t]{1,8})?/g;
const PASSWORD_IN_URL = /:\/\/[^\s/:@"'`<>]{0,200}:([^\s/?#"'`<>]{1,500})@/dg;
const USER_IN_URL = /:\/\/([^\s/:@"'`<>]{8,500})@/dg;
const PARAMETER = /(?<=[?&;#])([\w.[\]%-]{1,64})=([^&#\s"'`<>;\\]+)/dg;

/** The values of secret keys and flags. */
export function assignedRanges(text: string, kind: TextKind): Range[] {
  return [...behind(text, ASSIGNMENT, kind, true), ...behind(text, FLAG, kind, false)];
}

/** Passwords, tokens in the place of the user, and parameters with a secret name. */
export function addressRanges(text: string): Range[] {
  const found: Range[] = [];
  const add = (range: Range | undefined): void => {
    if (range && !isHarmless(text.slice(...range), 'password')) found.push(range);
  };
  for (const match of text.matchAll(PASSWORD_IN_URL)) add(match.indices?.[1]);
  for (const match of text.matchAll(USER_IN_URL)) if (isMixed(match[1] ?? '', 8)) add(match.indices?.[1]);
  for (const match of text.matchAll(PARAMETER)) {
    const name = match[1] ?? '';
    if (isSecretName(name) || /^(?:key|sig|code|state|hash|k)$/i.test(name)) add(match.indices?.[2]);
  }
  return found;
}

function behind(text: string, source: RegExp, kind: TextKind, assigned: boolean): Range[] {
  const found: Range[] = [];
  const pattern = new RegExp(source);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const name = match[1] ?? '';
    if (!isSecretName(name)) continue;
    const from = match.index + match[0].length;
    const range = valueAt(text, from, kind, assigned);
    const value = text.slice(...range);
    const start = range[0] + schemeLength(value);
    if (isHarmless(text.slice(start, range[1]), name)) continue;
    if (kind === 'prose' && isProse(text, range, name, match[0])) continue;
    found.push([start, range[1]]);
    pattern.lastIndex = Math.max(from, range[1]);
  }
  return found;
}

function valueAt(text: string, from: number, kind: TextKind, assigned: boolean): Range {
  const quote = text[from] ?? '';
  if (quote === '"' || quote === "'" || quote === '`') {
    return [from + 1, endOfString(text, from + 1, quote, quote === '"')];
  }
  const block = assigned ? blockEnd(text, from) : from;
  if (block > from) return [from + 1, block];
  if (quote === '[' || quote === '{') {
    // In files that are edited by keys the brackets have been followed already.
    return kind === 'lines' && !text.startsWith('{{', from)
      ? [from + 1, run(text, from, /[^\n\]}]*/y)]
      : [from, from];
  }
  const rest =
    kind === 'lines' && assigned ? /[^\n\r]*/y : /(?:(?:bearer|basic|token)[ \t]{1,8})?[^\s"'`,;}\])]*/iy;
  return [from, run(text, from, rest)];
}

/** Where the more indented lines behind a YAML `|` or `>` end; `from` if there is none. */
function blockEnd(text: string, from: number): number {
  const head = /[|>][+\-\d]{0,3}[ \t]{0,40}\r?\n/y;
  head.lastIndex = from;
  const match = head.exec(text);
  if (!match) return from;
  const first = from + match[0].length;
  const indent = run(text, first, /[ \t]{0,200}/y) - first;
  if (indent === 0) return from;
  const lines = new RegExp(`(?:[ \\t]{${indent}}[^\\n]*(?:\\n|$)|[ \\t]*\\r?\\n)*`, 'y');
  return run(text, first, lines);
}

function run(text: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
}

/** "Session: we spoke about" is a sentence; `api_key: abc` and "password: opensesame" at the end of a line are not. */
function isProse(text: string, [start, end]: Range, name: string, before: string): boolean {
  const value = text.slice(start, end);
  if (before.includes('=') || /["'`]$/.test(text.slice(start - 1, start))) return false;
  if (!/^\p{L}+$/u.test(value) || value.length > 16) return false;
  const codeName = /[A-Za-z0-9][_-][A-Za-z0-9]|[a-z][A-Z]/.test(name) && !before.startsWith('-');
  return !codeName && !/^[ \t.*_]{0,8}(?:\r?\n|$)/.test(text.slice(end, end + 12));
}
