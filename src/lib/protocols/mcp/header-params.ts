/** Arguments of tools that clients repeat in `Mcp-Param-*` headers (2026-07-28, `x-mcp-header`). */
import { isFields } from './message.ts';
import type { Fields } from './types.ts';

export interface HeaderParam {
  /** In lower case, as `node:http` names it: `mcp-param-region`. */
  readonly header: string;
  /** Where the argument is: the chain of `properties` from the root of the input schema. */
  readonly path: readonly string[];
}

const SENTINEL = /^=\?base64\?(.*)\?=$/s;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The text of a header value: `=?base64?…?=` is decoded; undefined if that cannot be. */
export function decodeHeader(value: string): string | undefined {
  const encoded = value.startsWith('=?') ? SENTINEL.exec(value)?.[1] : undefined;
  if (encoded === undefined) return value;
  return BASE64.test(encoded) ? Buffer.from(encoded, 'base64').toString('utf8') : undefined;
}

/** What may stand in a header as it is. */
const PLAIN = /^(?!=\?)[!-~](?:[ -~]*[!-~])?$/;

/** The header value that says a text: as it is, or as `=?base64?…?=` where a header could not carry it. */
export function encodeHeader(text: string): string {
  return PLAIN.test(text) ? text : `=?base64?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}

/** The headers that repeat the arguments of a call; absent ones and null have none. */
export function paramHeaders(params: readonly HeaderParam[], args: Fields): Record<string, string> {
  const said = params.map(({ header, path }) => [header, valueAt(args, path)] as const);
  const present = said.filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(present.map(([header, value]) => [header, encodeHeader(String(value))]));
}

/** Every argument of an input schema that is annotated with `x-mcp-header`. Made once per tool, by its owner. */
export function headerParamsOf(inputSchema: Fields): HeaderParam[] {
  const found: HeaderParam[] = [];
  const visit = (schema: unknown, path: readonly string[]): void => {
    if (!isFields(schema)) return;
    const name = schema['x-mcp-header'];
    if (typeof name === 'string' && path.length > 0)
      found.push({ header: `mcp-param-${name.toLowerCase()}`, path });
    if (!isFields(schema.properties)) return;
    for (const [key, property] of Object.entries(schema.properties)) visit(property, [...path, key]);
  };
  visit(inputSchema, []);
  return found;
}

/**
 * The first header that does not say what the arguments say, or undefined.
 * An argument that is absent or null must have no header.
 */
export function paramMismatch(
  params: readonly HeaderParam[],
  args: Fields,
  read: (name: string) => string | undefined,
): string | undefined {
  return params.find(({ header, path }) => !isSame(valueAt(args, path), read(header)))?.header;
}

function valueAt(args: Fields, path: readonly string[]): unknown {
  let value: unknown = args;
  for (const key of path) value = isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

function isSame(value: unknown, sent: string | undefined): boolean {
  if (value === undefined || value === null) return sent === undefined;
  if (sent === undefined) return false;
  const text = decodeHeader(sent);
  if (text === undefined) return false;
  // `42.0` and `42` are the same number.
  if (typeof value === 'number') return text.trim() !== '' && Number(text) === value;
  return text === String(value);
}
