/** `nerve service install|remove|status hub`: the hub at every login. */
import { readLedger } from '../../agents/changes/ledger.ts';
import { changeAgents, type Outcome } from '../../agents/sync/change-agents.ts';
import { launcherTarget } from '../../agents/sync/launcher.ts';
import type { Context } from '../../base/config/context.ts';
import { UnavailableError } from '../../base/kernel/errors.ts';
import type { ManageOptions } from '../manage-agents.ts';
import { findManager, type ServiceManager, type ServiceState } from './manager.ts';
import { managerOf, SERVICE_TARGET, unitFile, unitTarget } from './units.ts';

export interface HubService extends ServiceState {
  /** Undefined where there is no service manager. */
  readonly manager: ServiceManager['name'] | undefined;
  /** nerve has written its file. */
  readonly installed: boolean;
  readonly file: string | undefined;
}

/** Writes the service's file, starts it, and has it started at login. @throws UnavailableError (`no-service-manager`, `service-failed`) */
export async function installHubService(context: Context, options: ManageOptions): Promise<Outcome> {
  const manager = await requireManager(context);
  const outcome = await changeAgents(
    context,
    { command: 'service install', view: options.view },
    async (current) => ({
      ...termsOf(options),
      extra: [launcherTarget(current.paths, current.program), unitTarget(current, manager.name)],
      isRemoved: () => false,
    }),
  );
  if (outcome.applied) await manager.enable();
  return outcome;
}

/** Stops the service and takes its file away. */
export async function removeHubService(context: Context, options: ManageOptions): Promise<Outcome> {
  return changeAgents(context, { command: 'service remove', view: options.view }, async () => ({
    ...termsOf(options),
    extra: [],
    isRemoved: (record) => record.id === SERVICE_TARGET,
    leaving: true,
    // The manager forgets a service only as long as its file is there.
    confirm: async () => {
      await stopHubService(context);
      return true;
    },
  }));
}

/** Stops it, if nerve installed it. The file is left to whoever calls. */
export async function stopHubService(context: Context): Promise<void> {
  if (isInstalled(context)) await (await findManager(context))?.disable();
}

/** Looks only. */
export async function hubService(context: Context): Promise<HubService> {
  const name = managerOf();
  const manager = await findManager(context);
  const state = manager ? await manager.state() : { enabled: false, active: false };
  const file = name && unitFile(context, name);
  return { ...state, manager: manager?.name, installed: isInstalled(context), file };
}

function isInstalled({ system, paths }: Context): boolean {
  return Object.values(readLedger(system, paths.ledger).targets).some(({ id }) => id === SERVICE_TARGET);
}

/** The service manager. @throws UnavailableError (`no-service-manager`) */
export async function requireManager(context: Context): Promise<ServiceManager> {
  const manager = await findManager(context);
  if (manager) return manager;
  throw new UnavailableError('There is no service manager for this user here', {
    code: 'no-service-manager',
    hint: 'start the hub by hand: nerve serve',
  });
}

function termsOf({ policy, ask, keepGoing }: ManageOptions) {
  return { choices: [], policy, ask, keepGoing };
}
