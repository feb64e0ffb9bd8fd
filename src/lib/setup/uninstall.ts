/** `nerve uninstall`: every file back to what it would be without nerve, then nerve's own folder. */
import { join } from 'node:path';
import type { Item } from '../agents/changes/change-set.ts';
import { readLedger } from '../agents/changes/ledger.ts';
import { changeAgents, type Outcome } from '../agents/sync/change-agents.ts';
import type { Context } from '../base/config/context.ts';
import type { ConflictPolicy } from '../base/config/settings.ts';
import type { System } from '../base/system/system.ts';

export interface UninstallOptions {
  readonly view: boolean;
  readonly keepWorkspace: boolean;
  readonly policy: ConflictPolicy;
  readonly ask?: (conflicts: readonly Item[]) => Promise<ReadonlyMap<string, ConflictPolicy>>;
  readonly confirm?: (outcome: Outcome) => Promise<boolean>;
  readonly keepGoing: boolean;
}

export interface UninstallReport {
  /** Undefined when nerve was not there. */
  readonly outcome: Outcome | undefined;
  /** What stays, and why. */
  readonly kept: readonly { readonly path: string; readonly why: string }[];
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
  'config.yaml',
  'backups',
  'ledger',
];

/** @throws what `changeAgents` throws; then everything is as before. */
export async function uninstall(context: Context, options: UninstallOptions): Promise<UninstallReport> {
  const { system, paths } = context;
  if (!system.stat(paths.nerveHome)) return { outcome: undefined, kept: [] };
  const outcome = await changeAgents(context, {
    command: 'uninstall',
    view: options.view,
    choices: [],
    extra: [],
    isRemoved: (_id, record) => !(options.keepWorkspace && record.kind === 'seed'),
    policy: options.policy,
    ask: options.ask,
    keepGoing: options.keepGoing,
    ...(options.confirm ? { confirm: options.confirm } : {}),
  });
  const kept = keptFiles(outcome);
  if (!outcome.applied) return { outcome, kept };
  const ledger = readLedger(system, paths.ledger);
  const remaining = Object.values(ledger.targets).filter((record) => record.kind !== 'seed');
  if (remaining.length > 0) {
    const why = 'it remembers the files above; run `nerve uninstall` again once they are settled';
    return { outcome, kept: [...kept, { path: paths.nerveHome, why }] };
  }
  for (const name of OWN) removeTree(system, join(paths.nerveHome, name));
  if (!system.removeDirectory(paths.nerveHome)) {
    kept.push({ path: paths.nerveHome, why: 'it holds files that nerve did not make' });
  }
  return { outcome, kept };
}

function keptFiles(outcome: Outcome): { path: string; why: string }[] {
  const reasons: Partial<Record<Item['state'], string>> = {
    theirs: 'you changed it, so it is yours',
    skipped: 'left as it is, as you asked',
  };
  const kept = outcome.set.items.flatMap((item) => {
    const why = item.id.startsWith('nerve:workspace/') || item.state === 'skipped' ? reasons[item.state] : undefined;
    return why ? [{ path: item.file, why }] : [];
  });
  return [...kept, ...outcome.set.refusals.map(({ file, why }) => ({ path: file, why }))];
}

/** Removes a file or a folder with everything in it. Links and sockets are left, and with them their folder. */
function removeTree(system: System, path: string): void {
  const kind = system.stat(path)?.kind;
  if (kind === 'file') system.remove(path);
  if (kind !== 'directory') return;
  for (const entry of system.list(path)) {
    const child = join(path, entry.name);
    if (entry.kind === 'directory') removeTree(system, child);
    else if (entry.kind === 'file') system.remove(child);
  }
  system.removeDirectory(path);
}
