/** Is nerve's own folder closed to everybody else? */
import { join } from 'node:path';
import type { Context } from '../../../base/config/context.ts';
import { UnavailableError } from '../../../base/kernel/errors.ts';
import type { Check, Finding, Mend } from '../check.ts';
import { type OwnPath, ownPaths } from '../own-paths.ts';

const NAMED = 3;
const TIMEOUT_MS = 10_000;

export const homeModesCheck: Check = {
  id: 'home.modes',
  look: ({ context, show, word }) => {
    const { paths, system } = context;
    const home = show(paths.nerveHome);
    if (!system.stat(paths.nerveHome)) {
      return [{ id: 'home.modes', level: 'info', message: `${home} does not exist yet.`, fix: 'nerve init' }];
    }
    if (process.platform === 'win32') return [];
    const all = ownPaths(context);
    const open = all.filter(({ mode }) => (mode & 0o077) !== 0);
    const locked = all.filter(({ mode, kind }) => (mode & needed(kind)) !== needed(kind));
    const findings: Finding[] = [];
    if (open.length > 0) {
      const worst = open.some(({ path }) => isCritical(path, context)) ? 'error' : 'warn';
      findings.push({
        id: 'home.modes',
        level: worst,
        message: `Other users may read or enter ${listed(open, show)}.`,
        fix: `chmod -R go-rwx ${word(paths.nerveHome)}`,
        mend: chmodMend(open, (mode) => mode & 0o700),
      });
    }
    if (locked.length > 0) {
      findings.push({
        id: 'home.access',
        level: 'error',
        message: `You yourself may not read and write ${listed(locked, show)}.`,
        fix: `chmod -R u+rwX ${word(paths.nerveHome)}`,
        mend: chmodMend(locked, (mode, kind) => mode | needed(kind)),
      });
    }
    if (findings.length > 0) return findings;
    return [{ id: 'home.modes', level: 'ok', message: `${home} is open to you alone.` }];
  },
};

/** The folder itself, the secrets and the database: nerve refuses to use them while they are open. */
function isCritical(path: string, { paths }: Context): boolean {
  return path === paths.nerveHome || path === paths.database || path.startsWith(join(paths.secrets, '/'));
}

function needed(kind: OwnPath['kind']): number {
  return kind === 'directory' ? 0o700 : 0o600;
}

function chmodMend(all: readonly OwnPath[], next: (mode: number, kind: OwnPath['kind']) => number): Mend {
  return {
    what: `the permissions of ${all.length} of nerve's own files and folders`,
    run: async (context) => {
      for (const { path, kind, mode } of all) {
        const bits = next(mode, kind);
        if (kind === 'file') context.system.chmod(path, bits);
        else await chmodFolder(context, path, bits);
      }
    },
  };
}

/** The system sets the bits of files only, so a folder takes the program. */
async function chmodFolder({ system, env }: Context, path: string, mode: number): Promise<void> {
  const program = system.which('chmod', env);
  const words = [mode.toString(8), path];
  const done = program && (await system.run(program, words, { env, timeout: TIMEOUT_MS }));
  if (done && done.code === 0) return;
  throw new UnavailableError(`The permissions of ${path} could not be set`, { code: 'chmod-failed' });
}

function listed(all: readonly OwnPath[], show: (path: string) => string): string {
  const names = all.slice(0, NAMED).map(({ path }) => show(path));
  const more = all.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
