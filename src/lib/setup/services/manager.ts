/** Talks to the system's service manager through its own program. */
import { userInfo } from 'node:os';
import type { Context } from '../../base/config/context.ts';
import { UnavailableError } from '../../base/kernel/errors.ts';
import type { RunResult } from '../../base/system/system.ts';
import { type ManagerName, managerOf, SERVICE, unitFile } from './units.ts';

export interface ServiceState {
  /** It starts at login. */
  readonly enabled: boolean;
  /** It runs now. */
  readonly active: boolean;
}

export interface ServiceManager {
  readonly name: ManagerName;
  /** Makes the service known as its file says, starts it now and at every login. @throws UnavailableError (`service-failed`) */
  enable(): Promise<void>;
  /** Stops it, now and for good. One that is not known is fine. */
  disable(): Promise<void>;
  state(): Promise<ServiceState>;
}

const PROGRAM: Readonly<Record<ManagerName, string>> = { systemd: 'systemctl', launchd: 'launchctl' };
const TIMEOUT_MS = 20_000;

/** The manager of services of this home; undefined where there is none, as in most containers. */
export async function findManager(context: Context): Promise<ServiceManager | undefined> {
  const name = managerOf();
  const program = name && context.system.which(PROGRAM[name], context.env);
  if (!name || !program) return undefined;
  const run = (...args: readonly string[]): Promise<RunResult> =>
    context.system.run(program, args, { env: context.env, cwd: context.paths.home, timeout: TIMEOUT_MS });
  if (name === 'launchd')
    return userInfo().homedir === context.paths.home ? launchd(context, run) : undefined;
  // The program is there without a user manager, too; and one of another home would never see the file.
  const { code, stdout } = await run('--user', 'show-environment');
  const home = /^HOME=(.*)$/m.exec(stdout)?.[1];
  return code === 0 && (home === undefined || home === context.paths.home) ? systemd(run) : undefined;
}

type Run = (...args: readonly string[]) => Promise<RunResult>;

function systemd(run: Run): ServiceManager {
  const user = (...args: readonly string[]): Promise<RunResult> => run('--user', ...args);
  return {
    name: 'systemd',
    enable: async () => {
      must(await user('daemon-reload'));
      must(await user('enable', SERVICE.systemd));
      must(await user('restart', SERVICE.systemd));
    },
    disable: async () => {
      await user('disable', '--now', SERVICE.systemd);
    },
    state: async () => ({
      enabled: (await user('is-enabled', '--quiet', SERVICE.systemd)).code === 0,
      active: (await user('is-active', '--quiet', SERVICE.systemd)).code === 0,
    }),
  };
}

function launchd(context: Context, run: Run): ServiceManager {
  const domain = `gui/${process.getuid?.() ?? 0}`;
  const service = `${domain}/${SERVICE.launchd}`;
  return {
    name: 'launchd',
    enable: async () => {
      await run('bootout', service);
      must(await run('bootstrap', domain, unitFile(context, 'launchd')));
    },
    disable: async () => {
      await run('bootout', service);
    },
    state: async () => {
      const { code, stdout } = await run('print', service);
      return { enabled: code === 0, active: code === 0 && /^\s*state = running$/m.test(stdout) };
    },
  };
}

function must({ code, stderr }: RunResult): void {
  if (code === 0) return;
  const why = stderr.trim().split('\n').at(-1) || `exit ${code}`;
  throw new UnavailableError(`The service manager did not start the hub: ${why}`, {
    code: 'service-failed',
    hint: 'nerve service status hub',
  });
}
