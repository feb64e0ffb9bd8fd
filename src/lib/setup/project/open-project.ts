/** A repository that nerve writes for: its folder, its configuration, and whether the user trusts that. */
import { join } from 'node:path';
import { PROJECT_FOLDER, type Project } from '../../agents/sync/project-targets.ts';
import type { Context } from '../../base/config/context.ts';
import { expandHome, tildify } from '../../base/config/paths.ts';
import { readProjectConfig, readTrust, type Trust } from '../../base/config/project-config.ts';
import { isBelow } from '../../base/kernel/below.ts';
import { messageOf, RefusedError, UserError } from '../../base/kernel/errors.ts';
import type { FileSnapshot } from '../../base/system/system.ts';
import { workspaceNames } from '../../base/workspace/files.ts';
import { loadWorkspace } from '../../base/workspace/load.ts';

/**
 * The folder that a person named, absolute and without links.
 * @throws UserError (`no-such-folder`); RefusedError (`project-too-wide`) for a folder that holds more than a project.
 */
export function projectDirectory({ system, paths, config }: Context, named: string): string {
  const directory = system.resolve(expandHome(named, paths.home));
  if (system.stat(directory)?.kind !== 'directory') {
    throw new UserError(`There is no folder ${directory}`, { code: 'no-such-folder' });
  }
  const inner = [paths.home, paths.nerveHome, config.text('workspace')].find((folder) =>
    isBelow(system.resolve(folder), directory),
  );
  if (inner === undefined) return directory;
  throw new RefusedError(`${directory} is no project: it holds ${inner}`, {
    code: 'project-too-wide',
    hint: 'name the folder of one repository',
  });
}

/** The project's configuration as it is on disk; undefined for none. @throws RefusedError for a link that leads out. */
export function readProjectFile(context: Context, directory: string): FileSnapshot | undefined {
  const file = projectConfigFile(directory);
  assertInside(context, directory, file);
  return context.system.read(file);
}

/** The same where it must be there. @throws UserError (`no-project`) */
export function requireProjectFile(context: Context, directory: string): FileSnapshot {
  const found = readProjectFile(context, directory);
  if (found) return found;
  throw new UserError(`${projectConfigFile(directory)} is not there`, {
    code: 'no-project',
    hint: `nerve init --project ${directory}`,
  });
}

/** Where a project's configuration is. */
export function projectConfigFile(directory: string): string {
  return join(directory, PROJECT_FOLDER, 'config.yaml');
}

/** @throws UserError (`invalid-config`) for a text that is no configuration; RefusedError for a link that leads out. */
export async function openProject(context: Context, directory: string, text: string): Promise<Project> {
  const { parseYaml } = await import('../../base/formats/yaml/index.ts');
  const file = projectConfigFile(directory);
  const folder = join(directory, PROJECT_FOLDER);
  // A repository must not make a private file of its user part of a text that others read.
  for (const { name } of workspaceNames()) assertInside(context, directory, join(folder, name));
  const parse = () => {
    try {
      return parseYaml(text);
    } catch (cause) {
      throw new UserError(`${file} is not valid YAML: ${messageOf(cause)}`, {
        code: 'invalid-config',
        cause,
      });
    }
  };
  return {
    directory,
    config: readProjectConfig(parse(), file),
    workspace: await loadWorkspace(context.system, folder),
  };
}

/** What the user trusts now. */
export function currentTrust({ system, paths }: Context): Trust {
  return readTrust(system.read(paths.trust)?.bytes.toString('utf8'));
}

/** @throws RefusedError (`untrusted-project`) when nobody has looked at these bytes yet. */
export function assertTrusted(context: Context, directory: string, hash: string): void {
  const known = currentTrust(context)[directory];
  if (known === hash) return;
  const shown = tildify(projectConfigFile(directory), context.paths.home);
  const why = known === undefined ? 'is not trusted yet' : 'has changed since you trusted it';
  throw new RefusedError(`${shown} ${why}: it can name programs that your agents start`, {
    code: 'untrusted-project',
    hint: `read it, then: nerve trust ${directory}`,
  });
}

function assertInside({ system }: Context, directory: string, file: string): void {
  const real = system.resolve(file);
  if (isBelow(real, directory)) return;
  throw new RefusedError(`${file} leads out of the project, to ${real}`, { code: 'link-leads-out' });
}
