/** What a token allows, as data. */
import { UserError } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { shown } from './names.ts';

/** Every scope with what it allows. Scopes are independent: none includes another. */
export const SCOPES = {
  read: 'Read the status of the hub and of the workspace',
  sessions: 'List, read and search sessions',
  tasks: 'Read and change tasks',
  plans: 'Read, write and revise plans',
  'plans:approve': 'Approve or reject plans in the place of a person',
  memory: 'Read, write and forget memories',
  skills: 'List and read skills',
  notify: 'Send notifications to people',
  sources: 'Read the sources that are connected to the workspace',
  admin: 'Manage tokens, agents and settings of the hub',
  execute: 'Run commands',
  environments: 'Use the shell and the files of other machines',
  upstream: 'Call the tools of other MCP servers behind the hub',
  api: 'Use the HTTP interface of the hub',
} as const;

export type Scope = keyof typeof SCOPES;

export const SCOPE_NAMES: readonly Scope[] = Object.keys(SCOPES) as Scope[];

/**
 * What `init` gives an agent: the data tools of nerve itself. Nothing here runs a command, reaches another
 * machine or server, or stands in for a person.
 */
export const agentScopes: readonly Scope[] = [
  'read',
  'sessions',
  'tasks',
  'plans',
  'memory',
  'skills',
  'notify',
  'sources',
];

export function isScope(name: string): name is Scope {
  return Object.hasOwn(SCOPES, name);
}

/**
 * Checked scopes, each once, in the order of `SCOPES`.
 * @throws UserError for an unknown name or an empty list.
 */
export function parseScopes(names: readonly string[]): readonly Scope[] {
  const unknown = names.find((name) => !isScope(name));
  if (unknown !== undefined) {
    const close = nearest(unknown, SCOPE_NAMES);
    throw new UserError(`There is no scope called ${shown(unknown)}`, {
      code: 'unknown-scope',
      hint: close === undefined ? `one of: ${SCOPE_NAMES.join(', ')}` : `did you mean ${close}?`,
    });
  }
  if (names.length === 0) {
    throw new UserError('A token needs at least one scope', {
      code: 'no-scopes',
      hint: `one of: ${SCOPE_NAMES.join(', ')}`,
    });
  }
  return SCOPE_NAMES.filter((scope) => names.includes(scope));
}
