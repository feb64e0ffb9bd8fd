/** What on disk a sync depends on: the places that a watch listens at. */
import { basename, dirname, join } from 'node:path';
import type { Context } from '../../../base/config/context.ts';
import type { System } from '../../../base/system/system.ts';
import type { Interest } from '../../../base/system/watch.ts';
import { workspaceNames } from '../../../base/workspace/files.ts';
import { SKILLS_FOLDER } from '../../../base/workspace/skills/skill.ts';

/**
 * Settings, workspace and `files` (absolute paths of targets). A file that is a link is listened to at both ends.
 * Reads links only.
 */
export function interestsOf(context: Context, files: Iterable<string>): Interest[] {
  const { system, paths, config } = context;
  const workspace = config.text('workspace');
  const names = workspaceNames().map(({ name }) => name);
  return [
    ...fileInterests(system, paths.config),
    // Uninstalling takes the ledger's folder away, and with it our lock.
    { folder: paths.nerveHome, names: [basename(dirname(paths.ledger))] },
    { folder: workspace, names: [...names, SKILLS_FOLDER] },
    ...names.flatMap((name) => linkInterests(system, join(workspace, name))),
    { folder: join(workspace, SKILLS_FOLDER) },
    ...[...new Set(files)].flatMap((file) => fileInterests(system, file)),
  ];
}

function fileInterests(system: System, file: string): Interest[] {
  return [{ folder: dirname(file), names: [basename(file)] }, ...linkInterests(system, file)];
}

/** Where the bytes really are, if the path leads there by a link. */
function linkInterests(system: System, file: string): Interest[] {
  try {
    const real = system.resolve(file);
    if (real === file || real === join(system.resolve(dirname(file)), basename(file))) return [];
    return [{ folder: dirname(real), names: [basename(real)] }];
  } catch {
    // A loop of links leads nowhere; the sync itself says so.
    return [];
  }
}
