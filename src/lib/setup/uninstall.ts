/** `nerve uninstall`: every file back to what it would be without nerve, then nerve's own folder. */
import { basename, join } from 'node:path';
import type { ChangeSet, Item } from '../agents/changes/change-set.ts';
import { removeEmptied } from '../agents/changes/directories.ts';
import type { Ledger } from '../agents/changes/ledger.ts';
import { changeAgents, type Outcome } from '../agents/sync/change-agents.ts';
import { isProjectOwner } from '../agents/sync/project-targets.ts';
import type { Context } from '../base/config/context.ts';
import type { Paths } from '../base/config/paths.ts';
import type { ConflictPolicy } from '../base/config/settings.ts';
import type { System } from '../base/system/system.ts';
import { isNerveHome, ownFiles, ownFolders } from './own-files.ts';
import { stopHubService } from './services/hub-service.ts';

export interface UninstallOptions {
  readonly view: boolean;
  readonly keepWorkspace: boolean;
  readonly policy: ConflictPolicy;
  readonly ask?: (conflicts: readonly Item[]) => Promise<ReadonlyMap<string, ConflictPolicy>>;
  readonly confirm?: (outcome: Outcome) => Promise<boolean>;
  readonly keepGoing: boolean;
}

export interface Kept {
  readonly path: string;
  readonly why: string;
}

export interface UninstallReport {
  /** Undefined when nerve was not there. */
  readonly outcome: Outcome | undefined;
  /** What stays, and why. */
  readonly kept: readonly Kept[];
}

/** @throws what `changeAgents` throws; then everything is as before. */
export async function uninstall(context: Context, options: UninstallOptions): Promise<UninstallReport> {
  if (!isNerveHome(context)) return { outcome: undefined, kept: [] };
  if (!options.view) await rebuildLostLedger(context);
  const kept: Kept[] = [];
  const outcome = await changeAgents(context, { command: 'uninstall', view: options.view }, async () => ({
    choices: [],
    extra: [],
    isRemoved: (record) => !(options.keepWorkspace && record.kind === 'seed'),
    leaving: true,
    policy: options.policy,
    ask: options.ask,
    keepGoing: options.keepGoing,
    confirm: async (outcome) => {
      if (options.confirm && !(await options.confirm(outcome))) return false;
      await stopHubService(context);
      return true;
    },
    afterwards: (set, removeLock) => {
      kept.push(...keptFiles(set), ...removeOwnFolder(context, set.ledger, removeLock));
    },
  }));
  return { outcome, kept: outcome.applied ? kept : keptFiles(outcome.set) };
}

/** Without a ledger nothing says what is nerve's; a sync finds out by comparing content. */
async function rebuildLostLedger(context: Context): Promise<void> {
  const { system, paths } = context;
  const isLost =
    system.stat(paths.launcher) && !system.stat(paths.ledger) && context.config.agents.length > 0;
  if (!isLost) return;
  await changeAgents(context, { command: 'uninstall', view: false }, async ({ config }) => ({
    choices: config.agents,
    extra: [],
    isRemoved: () => false,
    policy: 'skip',
    ask: undefined,
    keepGoing: true,
  }));
}

/** Removes nerve's own files and the folders that are empty then, under the lock. Returns what of it stays. */
function removeOwnFolder(context: Context, ledger: Ledger, removeLock: () => void): Kept[] {
  const { system, paths } = context;
  const { nerveHome } = paths;
  if (Object.values(ledger.targets).some((record) => record.kind !== 'seed')) {
    const why = 'it remembers the files above; run `nerve uninstall` again once they are settled';
    return [{ path: nerveHome, why }];
  }
  const copies = putCopiesAside(system, paths, ledger);
  // The ledger knows which folders nerve made, so these go first.
  removeEmptied(system, ledger);
  for (const file of ownFiles(context)) system.remove(file);
  removeLock();
  for (const folder of [...ownFolders(context), nerveHome]) {
    if (system.stat(folder)?.kind === 'directory') system.removeDirectory(folder);
  }
  removeEmptied(system, ledger);
  if (copies.length > 0 || !system.stat(nerveHome)) return copies;
  return [{ path: nerveHome, why: 'it holds files that nerve did not make' }];
}

/** Copies of what nerve once overwrote by decision and what does not stand in its file again: the user's now. */
function putCopiesAside(system: System, paths: Paths, ledger: Ledger): Kept[] {
  const copies = new Map<string, Kept>();
  for (const { file, hash } of ledger.saved) {
    const copy = system.read(join(paths.backups, hash));
    if (!copy || system.read(file)?.hash === hash) continue;
    const path = join(paths.nerveHome, 'kept', `${hash.slice(0, 12)}-${basename(file)}`);
    system.write(path, copy.bytes, { mode: 0o600 });
    copies.set(path, { path, why: `the copy of what you had in ${file}` });
  }
  return [...copies.values()];
}

/** What stays of the files that nerve made, and why. */
export function keptFiles(set: ChangeSet): Kept[] {
  const reasons: Partial<Record<Item['state'], string>> = {
    theirs: 'you changed it, so it is yours',
    skipped: 'left as it is, as you asked',
  };
  const kept = set.items.flatMap((item) => {
    const isSeed = item.id.startsWith('nerve:workspace/') || isProjectOwner(item.owner);
    const why = isSeed || item.state === 'skipped' ? reasons[item.state] : undefined;
    return why ? [{ path: item.file, why }] : [];
  });
  return [...kept, ...set.refusals.map(({ file, why }) => ({ path: file, why }))];
}
