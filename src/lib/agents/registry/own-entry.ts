/** An agent's own entry beside a definition: whether both say the same, and what of it a definition wants. Pure. */
import type { ServerDefinition } from '../../base/config/servers.ts';
import { isObject, type Json, type JsonObject } from '../../base/kernel/json.ts';
import type { Dialect } from './dialect.ts';

const REFERENCE = /\$\{[A-Za-z_][A-Za-z0-9_]*\}/;

/** Whether a text holds a `${NAME}`. */
export function hasReference(text: string): boolean {
  return REFERENCE.test(text);
}

/**
 * The fields (`args`, `env.name`, `headers.name`) in which an own entry says something else than the definition. A
 * value of its own where the definition has a reference is no difference: it is that variable's value.
 */
export function differingFields(wanted: ServerDefinition, own: ServerDefinition): string[] {
  const [a, b] = [fieldsOf(wanted), fieldsOf(own)];
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return names.filter((name) => a.get(name) !== b.get(name) && !isOwnValue(name, a, b));
}

/**
 * The wanted entry beside an agent's own one. Where both say the same, it is what stands there, in its own words;
 * else it is the definition in the agent's usual words. Either way without the values that are the agent's own, so
 * that they stay. Undefined where the agent cannot have the server.
 */
export function besideOwn(dialect: Dialect, wanted: ServerDefinition, own: Json): JsonObject | undefined {
  const read = dialect.fromEntry(wanted.name, own);
  if ('unsupported' in read || !isObject(own)) return usualEntry(dialect, wanted);
  const [a, b] = [fieldsOf(wanted), fieldsOf(read.server)];
  const values = new Set([...a.keys()].filter((name) => isOwnValue(name, a, b)));
  if (differingFields(wanted, read.server).length > 0) {
    return usualEntry(dialect, withoutValues(wanted, values));
  }
  const names = new Set([...values].map((field) => field.slice(field.indexOf('.') + 1)));
  const said = Object.entries(own).filter(([key]) => !read.apart.includes(key));
  return Object.fromEntries(said.flatMap(([key, value]) => withoutNames(key, value, names)));
}

function usualEntry(dialect: Dialect, server: ServerDefinition): JsonObject | undefined {
  const written = dialect.toEntry(server);
  return 'unsupported' in written ? undefined : written.entry;
}

/** The definition as texts by field; names of headers do not depend on case. */
function fieldsOf(server: ServerDefinition): Map<string, string> {
  if (server.kind === 'http') {
    const headers = Object.entries(server.headers);
    return new Map([
      ['url', server.url],
      ...headers.map(([name, value]): [string, string] => [`headers.${name.toLowerCase()}`, value]),
    ]);
  }
  return new Map([
    ['command', server.command],
    ['args', JSON.stringify(server.args)],
    ...Object.entries(server.env).map(([name, value]): [string, string] => [`env.${name}`, value]),
  ]);
}

function isOwnValue(
  field: string,
  wanted: ReadonlyMap<string, string>,
  own: ReadonlyMap<string, string>,
): boolean {
  const value = own.get(field);
  return (
    field.includes('.') &&
    value !== undefined &&
    !hasReference(value) &&
    hasReference(wanted.get(field) ?? '')
  );
}

function withoutValues(server: ServerDefinition, fields: ReadonlySet<string>): ServerDefinition {
  const keep = (table: string, record: Readonly<Record<string, string>>, lower: boolean) =>
    Object.fromEntries(
      Object.entries(record).filter(([name]) => !fields.has(`${table}.${lower ? name.toLowerCase() : name}`)),
    );
  return server.kind === 'http'
    ? { ...server, headers: keep('headers', server.headers, true) }
    : { ...server, env: keep('env', server.env, false) };
}

/** A field of the entry; of a table without some names, and not at all if nothing else is in it. */
function withoutNames(key: string, value: Json, names: ReadonlySet<string>): [string, Json][] {
  if (!isObject(value) || names.size === 0) return [[key, value]];
  const rest = Object.entries(value).filter(([name]) => !names.has(name) && !names.has(name.toLowerCase()));
  return rest.length > 0 ? [[key, Object.fromEntries(rest)]] : [];
}
