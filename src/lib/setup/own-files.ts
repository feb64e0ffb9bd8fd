/**
 * Which files below `NERVE_HOME` nerve made. Removal goes by this list and never by folder: the folder's name is the
 * user's choice, and other things may live in it.
 */
import { join } from 'node:path';
import { AGENTS } from '../agents/registry/registry.ts';
import type { Context } from '../base/config/context.ts';
import type { System } from '../base/system/system.ts';
import { tempOwner } from '../base/system/temp-files.ts';

/** Folders of nerve's own with the names of the files in them, in the order of removal. */
const FILES: readonly (readonly [folder: string, isOurs: (name: string) => boolean])[] = [
  ['cache', (name) => name === 'versions.json' || name === 'init-answers.json'],
  ['secrets/keys', (name) => /^(?:[0-9a-f]+\.key|current|lock(?:\.owner)?)$/.test(name)],
  ['secrets/agents', (name) => AGENTS.some((agent) => agent.name === name)],
  ['secrets', (name) => name === 'mcp-session.key'],
  ['logs', (name) => name === 'hub.log'],
  [
    '',
    (name) =>
      /^(?:nerve\.db(?:-wal|-shm|-journal|\.v\d+\.bak|\.\d{8}T\d{9}\.bak(?:-wal|-shm)?)?|config\.yaml|trust\.json)$/.test(
        name,
      ),
  ],
  ['backups', (name) => /^[0-9a-f]{64}$/.test(name)],
];

const LEDGER_FILES = /^(?:ledger\.json|(?:watch|hub)-lock(?:\.owner)?)$/;

/**
 * Whether nerve has been at work in this folder: its ledger, its lock or its launcher is there, or nothing but its
 * own folders with nothing but its own files in them, as an interrupted `init` or a killed `uninstall` leaves them.
 */
export function isNerveHome(context: Pick<Context, 'system' | 'paths'>): boolean {
  const { system, paths } = context;
  if (system.stat(paths.nerveHome)?.kind !== 'directory') return false;
  if ([paths.ledger, paths.lock].some((file) => system.stat(file)?.kind === 'file')) return true;
  const names = ['config.yaml', 'nerve.db'].map((name) => join(paths.nerveHome, name));
  // Names that a project may have too prove nothing.
  const ours = new Set(
    [...ownFolders(context), ...ownFiles(context)].filter((path) => !names.includes(path)),
  );
  if (holdsOnly(system, paths.nerveHome, ours)) return true;
  const launcher = system.stat(paths.launcher)?.kind === 'file' ? system.read(paths.launcher) : undefined;
  return launcher?.bytes.includes('Rewritten by `nerve sync`') ?? false;
}

/** Every file of nerve's own that is there, as absolute paths; the ledger's come last. */
export function ownFiles({ system, paths }: Pick<Context, 'system' | 'paths'>): string[] {
  const found = FILES.flatMap(([folder, isOurs]) => namesIn(system, join(paths.nerveHome, folder), isOurs));
  const launcher = system.stat(paths.launcher)?.kind === 'file' ? [paths.launcher] : [];
  const ledger = namesIn(system, join(paths.ledger, '..'), (name) => LEDGER_FILES.test(name));
  return [...launcher, ...found, ...ledger];
}

/** The folders that hold them, innermost first. */
export function ownFolders({ paths }: Pick<Context, 'paths'>): string[] {
  const names = ['bin', 'cache', 'secrets/keys', 'secrets/agents', 'secrets', 'backups', 'logs', 'ledger'];
  return names.map((name) => join(paths.nerveHome, name));
}

function holdsOnly(system: System, folder: string, ours: ReadonlySet<string>): boolean {
  return system.list(folder).every(({ name, kind }) => {
    const child = join(folder, name);
    return ours.has(child) && (kind !== 'directory' || holdsOnly(system, child, ours));
  });
}

function namesIn(system: System, folder: string, isOurs: (name: string) => boolean): string[] {
  if (system.stat(folder)?.kind !== 'directory') return [];
  return system
    .list(folder)
    .filter(({ name, kind }) => kind === 'file' && (isOurs(name) || tempOwner(name) !== undefined))
    .map(({ name }) => join(folder, name));
}
