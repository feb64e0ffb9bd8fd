/** Where nerve's own files are: the one place that spells these names (docs/files.md). */
import { isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../kernel/errors.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface Paths {
  /** The user's home directory. */
  readonly home: string;
  /** `NERVE_HOME`: everything private to nerve, 0700. */
  readonly nerveHome: string;
  readonly config: string;
  readonly secrets: string;
  readonly database: string;
  readonly ledger: string;
  readonly backups: string;
  readonly cache: string;
  /** What a hub says that a bridge has started. */
  readonly hubOutput: string;
  /** Which repositories' configuration the user trusts. */
  readonly trust: string;
  readonly lock: string;
  /** Held by the one hub of this home. */
  readonly hubLock: string;
  /** What every config, hook and unit calls. */
  readonly launcher: string;
}

/**
 * All paths, from the environment and `--home`.
 * @throws UserError when no home directory is known or a given folder is relative.
 */
export function resolvePaths(env: Env, homeFlag?: string): Paths {
  const home = env.HOME || (process.platform === 'win32' ? env.USERPROFILE : undefined);
  if (!home || !isAbsolute(home)) {
    throw new UserError('The home directory is not known: HOME is not set to an absolute path', {
      code: 'no-home',
      hint: 'set HOME and try again',
    });
  }
  const nerveHome = expandHome(homeFlag ?? env.NERVE_HOME ?? join(home, '.nerve'), home);
  return {
    home: resolve(home),
    nerveHome,
    config: join(nerveHome, 'config.yaml'),
    secrets: join(nerveHome, 'secrets'),
    database: join(nerveHome, 'nerve.db'),
    ledger: join(nerveHome, 'ledger', 'ledger.json'),
    backups: join(nerveHome, 'backups'),
    cache: join(nerveHome, 'cache'),
    hubOutput: join(nerveHome, 'logs', 'hub.log'),
    trust: join(nerveHome, 'trust.json'),
    lock: join(nerveHome, 'ledger', 'lock'),
    hubLock: join(nerveHome, 'ledger', 'hub-lock'),
    launcher: join(nerveHome, 'bin', process.platform === 'win32' ? 'nerve.cmd' : 'nerve'),
  };
}

/** An absolute path from one that a person typed: `~/x` and `/x` are taken, `x` is relative to the current folder. */
export function expandHome(path: string, home: string): string {
  if (path === '~') return resolve(home);
  if (path.startsWith('~/') || path.startsWith('~\\')) return resolve(home, path.slice(2));
  return resolve(path);
}

/** The reverse for messages: `/home/ann/x` becomes `~/x`. */
export function tildify(path: string, home: string): string {
  if (path === home) return '~';
  return path.startsWith(`${home}/`) || path.startsWith(`${home}\\`) ? `~${path.slice(home.length)}` : path;
}
