/** Answers of a wizard that was stopped, kept in nerve's own folder until the next one is through. */
import { dirname, join } from 'node:path';
import { AGENTS } from '../../agents/registry/registry.ts';
import type { Context } from '../../base/config/context.ts';
import type { Paths } from '../../base/config/paths.ts';
import { isObject } from '../../base/kernel/json.ts';
import { findSecrets } from '../../base/kernel/redact.ts';
import { type Answers, isTimezone } from './answers.ts';

type Home = Pick<Context, 'system' | 'paths'>;

const VERSION = 1;
const MAX_NAME = 200;

/** Below the cache: `nerve uninstall` removes it like everything that can be made anew. */
function answersFile(paths: Paths): string {
  return join(paths.cache, 'init-answers.json');
}

/** Keeps answers (0600), but never what looks like a secret. A disk that does not take them is no reason to stop. */
export function keepAnswers({ system, paths }: Home, answers: Answers): void {
  const { name, ...rest } = answers;
  const kept = {
    version: VERSION,
    answers: name !== undefined && isPlain(name) ? answers : rest,
  };
  try {
    system.write(answersFile(paths), Buffer.from(`${JSON.stringify(kept, null, 2)}\n`), { mode: 0o600 });
  } catch {
    // The next wizard begins at its first question.
  }
}

/**
 * The answers of an earlier wizard; undefined for none, for a file of another version, and for one that cannot be
 * read. Values that are not valid any more are left out, and so is `allow-all`: that is asked anew.
 */
export function keptAnswers({ system, paths }: Home): Answers | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(system.read(answersFile(paths))?.bytes.toString('utf8') ?? 'null');
  } catch {
    return undefined;
  }
  if (!isObject(parsed) || parsed.version !== VERSION || !isObject(parsed.answers)) return undefined;
  const valid = validAnswers(parsed.answers);
  return Object.keys(valid).length > 0 ? valid : undefined;
}

/** Removes the answers, and the folders that were made only for them. */
export function forgetAnswers({ system, paths }: Home): void {
  const file = answersFile(paths);
  if (!system.stat(file)) return;
  system.remove(file);
  if (system.removeDirectory(dirname(file))) system.removeDirectory(paths.nerveHome);
}

function validAnswers(found: Readonly<Record<string, unknown>>): Answers {
  const { agents, import: imports, permissions, name, timezone, service } = found;
  const names = Array.isArray(agents) ? AGENTS.filter((agent) => agents.includes(agent.name)) : [];
  const isLevel = permissions === 'nerve' || permissions === 'none' || permissions === 'keep';
  return {
    ...(names.length > 0 ? { agents: names.map((agent) => agent.name) } : {}),
    ...(typeof imports === 'boolean' ? { import: imports } : {}),
    ...(isLevel ? { permissions } : {}),
    ...(typeof name === 'string' && isPlain(name) ? { name } : {}),
    ...(typeof service === 'boolean' ? { service } : {}),
    ...(typeof timezone === 'string' && (timezone === '' || isTimezone(timezone)) ? { timezone } : {}),
  };
}

function isPlain(name: string): boolean {
  return name.length <= MAX_NAME && !/\p{Cc}/u.test(name) && findSecrets(name).length === 0;
}
