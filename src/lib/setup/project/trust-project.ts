/** `nerve trust`: whether nerve writes what a repository's configuration asks for, by folder and exact bytes. */
import type { Target } from '../../agents/changes/target.ts';
import { changeAgents } from '../../agents/sync/change-agents.ts';
import type { Context } from '../../base/config/context.ts';
import { expandHome } from '../../base/config/paths.ts';
import { type Trust, trustText } from '../../base/config/project-config.ts';
import {
  currentTrust,
  openProject,
  projectConfigFile,
  projectDirectory,
  requireProjectFile,
} from './open-project.ts';

/** What a repository asks for, for a person to look at before it is trusted. */
export interface ProjectView {
  readonly directory: string;
  readonly file: string;
  readonly agents: readonly string[];
  readonly entry: boolean;
  readonly servers: readonly { readonly name: string; readonly starts: string }[];
  readonly warnings: readonly string[];
  readonly trusted: boolean;
  /** SHA-256 of the configuration. */
  readonly hash: string;
}

/** Reads only. @throws UserError (`no-project`, `invalid-config`) */
export async function viewProject(context: Context, named: string): Promise<ProjectView> {
  const directory = projectDirectory(context, named);
  const { bytes, hash } = requireProjectFile(context, directory);
  const { config } = await openProject(context, directory, bytes.toString('utf8'));
  return {
    directory,
    file: projectConfigFile(directory),
    agents: config.agents,
    entry: config.entry,
    servers: config.servers.map((server) => ({
      name: server.name,
      starts: server.kind === 'http' ? server.url : [server.command, ...server.args].join(' '),
    })),
    warnings: config.warnings,
    trusted: currentTrust(context)[directory] === hash,
    hash,
  };
}

/** Trusts the configuration that the view was made of. Returns whether anything changed. */
export async function trustProject(context: Context, { directory, hash }: ProjectView): Promise<boolean> {
  return writeTrust(context, (trust) => ({ ...trust, [directory]: hash }));
}

/** Takes the trust in a folder back; the folder may be gone. Returns whether it was trusted. */
export async function distrustProject(context: Context, named: string): Promise<boolean> {
  const directory = context.system.resolve(expandHome(named, context.paths.home));
  return writeTrust(context, ({ [directory]: _known, ...others }) => others);
}

async function writeTrust(context: Context, change: (trust: Trust) => Trust): Promise<boolean> {
  const outcome = await changeAgents(context, { command: 'trust', view: false }, async (current) => ({
    choices: [],
    extra: [trustTarget(current, change(currentTrust(current)))],
    isRemoved: () => false,
    policy: 'skip',
    ask: undefined,
    keepGoing: false,
  }));
  return outcome.set.files.length > 0;
}

/** The file of trusted projects, as part of a change set. */
export function trustTarget({ paths }: Context, trust: Trust): Target {
  return {
    kind: 'own',
    id: 'nerve:trust',
    owner: 'nerve',
    file: paths.trust,
    label: 'trusted projects',
    text: Object.keys(trust).length === 0 ? null : trustText(trust),
    mode: 0o600,
  };
}
