/** `nerve uninstall`: every file back to what it would be without nerve, then nerve's own folder. */
import { join } from 'node:path';
import type { ChangeSet, Item } from '../agents/changes/change-set.ts';
import { removeEmptied } from '../agents/changes/directories.ts';
import type { Ledger } from '../agents/changes/ledger.ts';
import { changeAgents, type Outcome } from '../agents/sync/change-agents.ts';
import type { Context } from '../base/config/context.ts';
import type { Paths } from '../base/config/paths.ts';
import type { ConflictPolicy } from '../base/config/settings.ts';
import type { System } from '../base/system/system.ts';
import { tempOwner } from '../base/system/temp-files.ts';

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

/** What nerve keeps in its own folder, in the order of removal: the ledger last, so that a kill can be repeated. */
const OWN = [
  'bin',
  'cache',
  'outbox',
  'logs',
  'mcp_servers.d',
  'secrets',
  'nerve.db',
  'nerve.db-wal',
  'nerve.db-shm',
  'nerve.db-journal',
  'config.yaml',
];

/** @throws what `changeAgents` throws; then everything is as before. */
export async function uninstall(context: Context, options: UninstallOptions): Promise<UninstallReport> {
  const { system, paths } = context;
  if (!system.stat(paths.nerveHome)) return { outcome: undefined, kept: [] };
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
    ...(options.confirm ? { confirm: options.confirm } : {}),
    afterwards: (set, removeLock) => {
      kept.push(...keptFiles(set), ...removeOwnFolder(system, paths, set.ledger, removeLock));
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

/** Removes nerve's own folder, under the lock. Returns what of it stays. */
function removeOwnFolder(system: System, paths: Paths, ledger: Ledger, removeLock: () => void): Kept[] {
  const { nerveHome } = paths;
  if (Object.values(ledger.targets).some((record) => record.kind !== 'seed')) {
    const why = 'it remembers the files above; run `nerve uninstall` again once they are settled';
    return [{ path: nerveHome, why }];
  }
  const copies = copiesToKeep(system, paths, ledger);
  for (const name of OWN) removeTree(system, join(nerveHome, name), new Set());
  for (const { name } of system.list(nerveHome)) {
    if (tempOwner(name) !== undefined) system.remove(join(nerveHome, name));
  }
  removeTree(system, paths.backups, new Set(copies.map((copy) => copy.path)));
  system.remove(paths.ledger);
  removeLock();
  system.removeDirectory(nerveHome);
  removeEmptied(system, ledger);
  if (copies.length > 0 || !system.stat(nerveHome)) return copies;
  return [{ path: nerveHome, why: 'it holds files that nerve did not make' }];
}

/** Copies of what nerve once overwrote by decision, and what does not stand in its file again. */
function copiesToKeep(system: System, paths: Paths, ledger: Ledger): Kept[] {
  const copies = new Map<string, Kept>();
  for (const { file, hash } of ledger.saved) {
    const path = join(paths.backups, hash);
    if (!system.stat(path) || system.read(file)?.hash === hash) continue;
    copies.set(path, { path, why: `the copy of what you had in ${file}` });
  }
  return [...copies.values()];
}

function keptFiles(set: ChangeSet): Kept[] {
  const reasons: Partial<Record<Item['state'], string>> = {
    theirs: 'you changed it, so it is yours',
    skipped: 'left as it is, as you asked',
  };
  const kept = set.items.flatMap((item) => {
    const why =
      item.id.startsWith('nerve:workspace/') || item.state === 'skipped' ? reasons[item.state] : undefined;
    return why ? [{ path: item.file, why }] : [];
  });
  return [...kept, ...set.refusals.map(({ file, why }) => ({ path: file, why }))];
}

/** Removes a file or a folder with everything in it but `keep`. Links and sockets are left, and with them their folder. */
function removeTree(system: System, path: string, keep: ReadonlySet<string>): void {
  if (keep.has(path)) return;
  const kind = system.stat(path)?.kind;
  if (kind === 'file') system.remove(path);
  if (kind !== 'directory') return;
  for (const entry of system.list(path)) {
    const child = join(path, entry.name);
    if (entry.kind === 'directory') removeTree(system, child, keep);
    else if (entry.kind === 'file' && !keep.has(child)) system.remove(child);
  }
  system.removeDirectory(path);
}
