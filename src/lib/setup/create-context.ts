/** Builds the context of a command: paths, configuration, and a system that may write only where it must. */
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import { readLedger, type TargetRecord } from '../agents/changes/ledger.ts';
import { takesPath } from '../agents/registry/agent-of.ts';
import { agentAllowlist } from '../agents/registry/places.ts';
import { AGENTS, PROGRAMS } from '../agents/registry/registry.ts';
import { type Config, createConfig, loadConfig } from '../base/config/config.ts';
import type { Context, Log } from '../base/config/context.ts';
import { type Env, expandHome, type Paths, resolvePaths } from '../base/config/paths.ts';
import { systemClock } from '../base/kernel/clock.ts';
import { RefusedError, UserError } from '../base/kernel/errors.ts';
import { createAllowlist } from '../base/system/allowlist.ts';
import { createRealSystem } from '../base/system/real-system.ts';
import type { System } from '../base/system/system.ts';
import { managerOf, unitFile } from './services/units.ts';

export interface ContextOptions {
  readonly env: Env;
  readonly homeFlag: string | undefined;
  readonly log: Log;
  readonly version: string;
  /** The folder of the package. */
  readonly root: string;
  /** The command only looks, so root may run it in another user's home. */
  readonly harmless: boolean;
  /** Bad settings are only warned of, and their defaults count. */
  readonly tolerant?: boolean;
  /** The command takes nerve out, so it must reach every file that it ever wrote. */
  readonly leaving?: boolean;
  /** Files that the user named for this one run. */
  readonly namedFiles: readonly string[];
}

/** @throws UserError for a bad configuration; RefusedError (`root-in-foreign-home`). */
export async function createContext(options: ContextOptions): Promise<Context> {
  const env = options.env.HOME ? options.env : { ...options.env, HOME: homedir() };
  const paths = resolvePaths(env, options.homeFlag);
  const reader = createRealSystem({
    allowlist: createAllowlist({ roots: [paths.nerveHome], files: [], home: paths.home }),
  });
  if (!options.harmless) refuseForeignRoot(reader.stat(paths.home)?.uid, paths);
  const config = await readConfig(reader, paths, env, options);
  const machine = { paths, env };
  const agents = PROGRAMS.map((agent) => agentAllowlist(agent, machine));
  const roots = [paths.nerveHome, ...agents.flatMap((agent) => agent.roots)];
  const files = [
    ...agents.flatMap((agent) => agent.files),
    ...serviceFiles({ paths, env }),
    ...options.namedFiles.map((file) => expandHome(file, paths.home)),
    ...config.agents.flatMap(({ path }) => (path === undefined ? [] : [expandHome(path, paths.home)])),
    ...recordedFiles(reader, paths, ({ owner }) => options.leaving === true || FILE_AGENTS.has(owner)),
  ];
  const open = (...more: readonly string[]) =>
    createAllowlist({ roots: [...more, ...roots], files, home: paths.home });
  const allowlist = tolerate(
    options,
    () => open(config.text('workspace')),
    () => open(),
  );
  tolerate(
    options,
    () =>
      refuseEntangled(
        agents.flatMap((agent) => agent.roots),
        paths,
        config.text('workspace'),
      ),
    () => undefined,
  );
  return {
    system: createRealSystem({ allowlist }),
    clock: systemClock,
    env,
    log: options.log,
    paths,
    config,
    program: { node: process.execPath, entry: join(options.root, 'bin', 'nerve.js') },
    version: options.version,
  };
}

/** The file that tells the system's service manager of the hub. */
function serviceFiles(machine: Pick<Context, 'paths' | 'env'>): string[] {
  const manager = managerOf();
  return manager ? [unitFile(machine, manager)] : [];
}

/** Files that the user named stay in reach when another is named in their place. */
const FILE_AGENTS = new Set(AGENTS.filter(takesPath).map((agent) => agent.name));

/** The same context with the settings as they are now, for what runs long. @throws what `createContext` throws. */
export function freshContext({ env, paths, log, version }: Context, root: string): Promise<Context> {
  return createContext({
    env,
    homeFlag: paths.nerveHome,
    log,
    version,
    root,
    harmless: false,
    namedFiles: [],
  });
}

/** Files of the ledger: they were allowed when nerve wrote them, wherever the agents' folders are now. */
function recordedFiles(system: System, paths: Paths, isMeant: (record: TargetRecord) => boolean): string[] {
  try {
    const { targets } = readLedger(system, paths.ledger);
    return Object.values(targets)
      .filter(isMeant)
      .map((record) => record.file);
  } catch (error) {
    // Told by whoever needs the ledger.
    if (error instanceof RefusedError) return [];
    throw error;
  }
}

/** Folders that feed or hide each other: what nerve writes would become what it reads, or the reverse. */
function refuseEntangled(agentRoots: readonly string[], paths: Paths, workspace: string): void {
  const isInside = (inner: string, outer: string): boolean =>
    inner === outer || inner.startsWith(`${outer}${sep}`);
  const pairs: readonly (readonly [string, string, string, string])[] = [
    ['The workspace', workspace, "nerve's own folder", paths.nerveHome],
    ...agentRoots.flatMap((root) => [
      ['The workspace', workspace, "an agent's folder", root] as const,
      ["nerve's own folder", paths.nerveHome, "an agent's folder", root] as const,
    ]),
  ];
  for (const [what, path, other, folder] of pairs) {
    if (!isInside(path, folder) && !isInside(folder, path)) continue;
    throw new UserError(`${what} ${path} and ${other} ${folder} must not lie in each other`, {
      code: 'entangled-folders',
      hint: 'choose folders of their own: --workspace, NERVE_HOME',
    });
  }
}

/** @throws UserError, unless the command is tolerant: then the defaults count. */
async function readConfig(
  system: System,
  paths: Paths,
  env: Env,
  { tolerant, log }: ContextOptions,
): Promise<Config> {
  if (!tolerant) return loadConfig(system, paths, env);
  const onProblem = (problem: UserError): void => log.warn(problem.message);
  try {
    return await loadConfig(system, paths, env, { onProblem });
  } catch (error) {
    // The file itself cannot be read.
    if (!(error instanceof UserError)) throw error;
    onProblem(error);
    return createConfig({}, { exists: true, file: paths.config, env, home: paths.home, onProblem });
  }
}

/** A tolerant command goes on without what a bad setting made impossible. */
function tolerate<T>({ tolerant, log }: ContextOptions, work: () => T, fallback: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!tolerant || !(error instanceof UserError)) throw error;
    log.warn(error.message);
    return fallback();
  }
}

/** Root would leave files in a user's home that the user's own programs cannot write. */
function refuseForeignRoot(owner: number | undefined, paths: Paths): void {
  if (process.getuid?.() !== 0 || owner === undefined || owner === 0) return;
  throw new RefusedError(`nerve does not run as root in ${paths.home}, which belongs to another user`, {
    code: 'root-in-foreign-home',
    hint: 'run it as that user, without sudo',
    data: { uid: owner },
  });
}
