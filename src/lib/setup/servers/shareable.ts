/** What of a server other agents and `config.yaml` may see: values that look like secrets become references. Pure. */
import { hasReference } from '../../agents/registry/own-entry.ts';
import type { ServerDefinition } from '../../base/config/servers.ts';
import { maskSecrets } from '../../base/formats/mask.ts';
import { schemeLength } from '../../base/formats/mask-names.ts';
import { isLocation } from '../../base/kernel/secret-values.ts';

export interface Shareable {
  readonly server: ServerDefinition;
  /** The variables that stand for values of the agent's own. */
  readonly variables: readonly Variable[];
}

export interface Variable {
  readonly name: string;
  /** What it has to hold, where its name does not say it. */
  readonly holds?: string;
}

/** Why a server cannot be shared. It repeats no value. */
export interface Unshareable {
  readonly why: string;
}

/** A variable of an environment table that other servers use too, for another value. */
export type IsTaken = (variable: string) => boolean;

const REFERENCES = /\$\{[A-Za-z_][A-Za-z0-9_]*\}/g;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The server without its secrets. */
export function shareable(server: ServerDefinition, isTaken: IsTaken): Shareable | Unshareable {
  const [plain, where] =
    server.kind === 'stdio'
      ? [JSON.stringify([server.command, ...server.args.map(shownWord)]), 'its command line']
      : [server.url, 'its URL'];
  if (hidesAnything(plain, 'server.json')) {
    const place = server.kind === 'stdio' ? 'env' : 'headers';
    return { why: `${where} holds what looks like a secret; only ${place} can refer to a variable` };
  }
  const variables: Variable[] = [];
  const problems: string[] = [];
  const replaced = Object.entries(secretTable(server)).map(([name, value]): [string, string] => {
    if (!isSecret(name, value)) return [name, value];
    const reference = hasReference(value) ? undefined : referenceFor(server, name, value, isTaken);
    if (!reference) problems.push(name);
    else variables.push(reference.variable);
    return [name, reference?.text ?? value];
  });
  const table = Object.fromEntries(replaced);
  const [first] = problems;
  if (first) return { why: `${first} holds what looks like a secret, and no variable can stand for it` };
  return {
    server: server.kind === 'stdio' ? { ...server, env: table } : { ...server, headers: table },
    variables,
  };
}

/** The values that must not be shown or copied, by name of their variable or header. */
export function secretsOf(server: ServerDefinition): [name: string, value: string][] {
  return Object.entries(secretTable(server)).filter(([name, value]) => isSecret(name, value));
}

function secretTable(server: ServerDefinition): Readonly<Record<string, string>> {
  return server.kind === 'stdio' ? server.env : server.headers;
}

/** What a diff would hide, and every `Authorization` that is not a reference. */
function isSecret(name: string, value: string): boolean {
  const rest = value.replace(REFERENCES, '').slice(schemeLength(value));
  if (/^[^\p{L}\p{N}]*$/u.test(rest)) return false;
  if (/^(?:proxy-)?authorization$/i.test(name)) return true;
  return !isPlainLocation(value) && hidesAnything(`${name}=${value}`, '');
}

/** A place in the command line says nothing secret, whatever the flag before it. */
function shownWord(word: string): string {
  return isPlainLocation(word) ? '${PLACE}' : word;
}

/** Where a secret is, is none: `TOKEN_FILE=/run/token`. */
function isPlainLocation(text: string): boolean {
  return isLocation(text) && !hidesAnything(text, '');
}

function hidesAnything(text: string, file: string): boolean {
  return maskSecrets(text, [], file) !== text;
}

interface Reference {
  readonly text: string;
  readonly variable: Variable;
}

/**
 * A variable that the program reads has its own name. One for a header gets a name that nothing else is likely to
 * use, so that no other secret of the user is sent there.
 */
function referenceFor(
  { kind, name }: ServerDefinition,
  key: string,
  value: string,
  isTaken: IsTaken,
): Reference | undefined {
  if (kind === 'stdio') {
    const variable = isTaken(key) ? shout('MCP', name, key) : key;
    const holds = variable === key ? {} : { holds: `its ${key}` };
    return VARIABLE.test(variable)
      ? { variable: { name: variable, ...holds }, text: `\${${variable}}` }
      : undefined;
  }
  const isBearer = /^authorization$/i.test(key) && /^Bearer \S+$/.test(value);
  const variable = shout('MCP', name, isBearer ? 'TOKEN' : key);
  const holds = isBearer ? 'its bearer token' : `its header ${key}`;
  return { variable: { name: variable, holds }, text: `${isBearer ? 'Bearer ' : ''}\${${variable}}` };
}

function shout(...words: readonly string[]): string {
  return words.map((word) => word.toUpperCase().replace(/[^A-Z0-9]+/g, '_')).join('_');
}
