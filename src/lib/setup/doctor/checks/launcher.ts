/** Does the launcher that agents and services call start nerve? */
import { launcherTarget } from '../../../agents/sync/launcher.ts';
import type { Context } from '../../../base/config/context.ts';
import type { Check, Finding } from '../check.ts';
import type { Examination } from '../examination.ts';
import { isSupportedNode } from '../node-version.ts';

const TIMEOUT_MS = 5000;

export const launcherCheck: Check = {
  id: 'launcher',
  look: async (examination) => {
    const { context, show } = examination;
    const { system, paths, program, config } = context;
    const file = show(paths.launcher);
    const found = system.read(paths.launcher);
    if (!found) {
      const isNeeded = config.exists && config.agents.length > 0;
      return isNeeded ? [broken(`${file} is gone: agents and services cannot start nerve.`)] : [];
    }
    if (process.platform !== 'win32' && (found.mode & 0o100) === 0) {
      return [broken(`${file} may not be run.`)];
    }
    const text = found.bytes.toString('utf8');
    if (text === launcherTarget(paths, program).text) {
      return [{ id: 'launcher', level: 'ok', message: `${file} starts this nerve.` }];
    }
    const problem = await problemOf(examination, text);
    if (problem) return [broken(problem)];
    const message = `${file} starts another installation of nerve than the one that runs now.`;
    return [{ id: 'launcher', level: 'info', message, fix: 'nerve sync' }];
  },
};

/** Why a launcher that is not this nerve's does not work; undefined where it does. */
async function problemOf({ context, show }: Examination, text: string): Promise<string | undefined> {
  const { system, paths, env } = context;
  const file = show(paths.launcher);
  const words = wordsOf(text);
  const [node, entry] = words;
  if (node === undefined || entry === undefined) return `${file} is not as nerve writes it.`;
  for (const path of [node, entry]) {
    if (system.stat(path)?.kind !== 'file') return `${file} points to ${show(path)}, which does not exist.`;
  }
  const { stdout, code } = await system.run(node, ['--version'], { env, timeout: TIMEOUT_MS });
  if (code !== 0) return `${file} points to ${show(node)}, which does not run.`;
  return isSupportedNode(stdout.trim())
    ? undefined
    : `${file} points to Node ${stdout.trim()}, which is too old for nerve.`;
}

/** Node and the entry from the launcher's last command line. */
function wordsOf(text: string): string[] {
  const line = text.split(/\r?\n/).find((candidate) => /^exec '|^"/.test(candidate)) ?? '';
  const quoted = line.startsWith('exec') ? line.match(/'(?:[^']|'\\'')*'/g) : line.match(/"[^"]*"/g);
  return (quoted ?? [])
    .map((word) => word.slice(1, -1).replaceAll("'\\''", "'"))
    .filter((word) => /^([A-Za-z]:)?[\\/]/.test(word));
}

function broken(message: string): Finding {
  return {
    id: 'launcher',
    level: 'error',
    message,
    fix: 'nerve sync',
    mend: { what: 'the launcher', run: rewrite },
  };
}

function rewrite({ system, paths, program }: Context): void {
  const { text, mode = 0o700 } = launcherTarget(paths, program);
  system.write(paths.launcher, Buffer.from(text ?? ''), { mode });
}
