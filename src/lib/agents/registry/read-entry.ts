/** Steps of reading an agent's own entry for an MCP server. Reasons name fields and never repeat a value. Pure. */
import { isObject, type Json, type JsonObject, sameMeaning } from '../../base/kernel/json.ts';
import type { OwnServer, Unsaid } from './dialect.ts';

/** The entry says something that a definition has no words for. */
class NoWords extends Error {}

/** `${…}` and `{env:…}` stand for something in one agent and for themselves in another. */
const OTHER_REFERENCE = /\$\{|\{(?:env|file):/;

/** Runs a reading; a part that cannot be said ends it with the reason. */
export function readingEntry(entry: Json, read: (entry: JsonObject) => OwnServer): OwnServer | Unsaid {
  try {
    if (!isObject(entry)) return refuse('it is not a table of fields');
    if (namesIn(entry).some((name) => /\p{Cc}/u.test(name))) refuse('a name in it has control characters');
    return read(entry);
  } catch (error) {
    if (error instanceof NoWords) return { unsupported: error.message };
    throw error;
  }
}

/** The names that a reason may repeat: of fields, and in tables. */
function namesIn(entry: JsonObject): string[] {
  return Object.entries(entry).flatMap(([name, value]) => [
    name,
    ...(isObject(value) ? Object.keys(value) : []),
  ]);
}

export function refuse(why: string): never {
  throw new NoWords(why);
}

/** A text of the entry. */
export function textOf(value: Json | undefined, field: string): string {
  return typeof value === 'string' ? value : refuse(`${field} is not a text`);
}

/** A list of texts; none for no list. */
export function textsOf(value: Json | undefined, field: string): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return refuse(`${field} is not a list of texts`);
  return value.map((item: Json) => textOf(item, field));
}

/** Names and texts; none for no table. */
export function pairsOf(value: Json | undefined, field: string): [name: string, text: string][] {
  if (value === undefined) return [];
  if (!isObject(value)) return refuse(`${field} is not a table of texts`);
  return Object.entries(value).map(([name, item]) => [name, textOf(item, `${name} in ${field}`)]);
}

/**
 * The text with the agent's own references as `${NAME}`. Refused where it holds what is a reference to others only:
 * they would fill in what this agent passes on as it is.
 */
export function withReferences(text: string, field: string, own: readonly RegExp[]): string {
  const rest = own.reduce((left, pattern) => left.replace(pattern, ''), text);
  if (OTHER_REFERENCE.test(rest)) refuse(`${field} holds a reference that other agents would read otherwise`);
  return own.reduce((left, pattern) => left.replace(pattern, (_, name: string) => `\${${name}}`), text);
}

export interface Fields {
  /** Fields that the definition says. */
  readonly said: readonly string[];
  /** Fields that tune how this agent alone uses a server. */
  readonly tuning: readonly string[];
  /** Fields that say nothing as long as they are like this. */
  readonly usual?: JsonObject;
}

/** What of an entry the definition does not say. */
export function unsaidOf(
  entry: JsonObject,
  { said, tuning, usual = {} }: Fields,
): Pick<OwnServer, 'apart' | 'essential' | 'off'> {
  const isUsual = (key: string): boolean =>
    (Object.hasOwn(usual, key) && sameMeaning(entry[key], usual[key])) ||
    (key === 'enabled' && entry[key] === true) ||
    (key === 'disabled' && entry[key] === false);
  const apart = Object.keys(entry).filter((key) => !said.includes(key) && !isUsual(key));
  const isSwitch = (key: string): boolean =>
    (key === 'enabled' && entry[key] === false) || (key === 'disabled' && entry[key] === true);
  return {
    apart,
    essential: apart.filter((key) => !tuning.includes(key) && !isSwitch(key)),
    off: apart.some(isSwitch),
  };
}
