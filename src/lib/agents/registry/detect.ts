/** Is an agent on this machine, and in which version? */
import { join } from 'node:path';
import { isObject } from '../../base/kernel/json.ts';
import type { System } from '../../base/system/system.ts';
import type { ProgramAgent } from './agent-record.ts';
import { agentHome, type Machine } from './places.ts';

export interface Detection {
  readonly agent: ProgramAgent;
  /** Its folder or its program is there. */
  readonly found: boolean;
  readonly home: string;
  readonly homeExists: boolean;
  /** Absolute path of the program, if it is on PATH. */
  readonly program: string | undefined;
}

const VERSION_TIMEOUT_MS = 5000;

/** Looks only; starts nothing. */
export function detectAgent(agent: ProgramAgent, system: System, machine: Machine): Detection {
  const home = agentHome(agent, machine);
  const homeExists = system.stat(home)?.kind === 'directory';
  const program = system.which(agent.program, machine.env);
  return { agent, found: homeExists || program !== undefined, home, homeExists, program };
}

/**
 * The agent's version (`1.2.3`), asked from the program itself and remembered by the program's path and time of
 * change, so that it is started once per installation. Undefined: not installed, or it does not answer.
 */
export async function agentVersion(
  detection: Detection,
  system: System,
  machine: Machine,
): Promise<string | undefined> {
  const { program, agent } = detection;
  if (!program) return undefined;
  const real = system.resolve(program);
  const mtimeMs = system.stat(real)?.mtimeMs;
  const file = join(machine.paths.cache, 'versions.json');
  const known = readCache(system, file);
  const entry = known[agent.name];
  if (
    isObject(entry) &&
    entry.program === real &&
    entry.mtimeMs === mtimeMs &&
    typeof entry.version === 'string'
  ) {
    return entry.version;
  }
  const result = await system.run(program, ['--version'], {
    env: machine.env,
    cwd: machine.paths.home,
    timeout: VERSION_TIMEOUT_MS,
  });
  const version = /\d+\.\d+\.\d+[\w.+-]*/.exec(`${result.stdout}\n${result.stderr}`)?.[0];
  // A cache is worth having only where nerve already lives; a look around must not leave files behind.
  if (version && system.stat(machine.paths.nerveHome)) {
    const next = { ...known, [agent.name]: { program: real, mtimeMs, version } };
    try {
      system.write(file, Buffer.from(`${JSON.stringify(next, null, 2)}\n`), { mode: 0o600 });
    } catch {
      // Not remembered: the next look asks again.
    }
  }
  return version;
}

function readCache(system: System, file: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(system.read(file)?.bytes.toString('utf8') ?? '{}');
    return isObject(parsed) ? { ...parsed } : {};
  } catch {
    return {};
  }
}

/** Whether `version` is at least `minimum`, comparing the first three numbers. */
export function atLeast(version: string | undefined, minimum: string): boolean {
  if (!version) return false;
  const left = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const right = minimum.split('.').map((part) => Number.parseInt(part, 10) || 0);
  for (let index = 0; index < 3; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
