/** `--project`: what nerve writes in one repository, in one change set. */
import { join } from 'node:path';
import type { SeedTarget, Target } from '../../agents/changes/target.ts';
import { detectAgent } from '../../agents/registry/detect.ts';
import { agentByName, PROGRAMS } from '../../agents/registry/registry.ts';
import { type ChangeRequest, changeAgents, type Outcome } from '../../agents/sync/change-agents.ts';
import {
  PROJECT_AGENTS,
  PROJECT_FOLDER,
  PROJECT_MODE,
  projectOwner,
  projectTargets,
} from '../../agents/sync/project-targets.ts';
import type { Context } from '../../base/config/context.ts';
import { UserError } from '../../base/kernel/errors.ts';
import { sha256 } from '../../base/kernel/hash.ts';
import type { ManageOptions } from '../manage-agents.ts';
import { type Kept, keptFiles } from '../uninstall.ts';
import {
  assertTrusted,
  currentTrust,
  openProject,
  projectConfigFile,
  projectDirectory,
  readProjectFile,
  requireProjectFile,
} from './open-project.ts';
import { trustTarget } from './trust-project.ts';

export interface ProjectOptions extends ManageOptions {
  readonly confirm?: (outcome: Outcome) => Promise<boolean>;
}

export interface NewProject {
  /** Names; left out: those on this machine that read a repository's files. */
  readonly agents?: readonly string[];
  /** Whether the agents get nerve's own server in the repository; left out: if they have it nowhere else. */
  readonly entry?: boolean;
}

/**
 * Makes `.nerve` in the repository, trusts it, and writes the agents' files. One that is there already is brought up
 * to date.
 * @throws UserError (`project-exists`) when the answers differ from a configuration that is there; RefusedError
 * (`untrusted-project`); what `changeAgents` throws.
 */
export async function initProject(
  context: Context,
  named: string,
  answers: NewProject,
  options: ProjectOptions,
): Promise<Outcome> {
  const directory = projectDirectory(context, named);
  return changeAgents(context, { command: 'init --project', view: options.view }, async (current) => {
    const existing = readProjectFile(current, directory);
    if (existing) {
      assertTrusted(current, directory, existing.hash);
      assertNoAnswers(directory, answers);
      return requestOf(current, directory, existing.bytes.toString('utf8'), options);
    }
    const text = newConfig(current, answers);
    const trust = { ...currentTrust(current), [directory]: sha256(text) };
    return requestOf(current, directory, text, options, [
      ...seeds(directory, text),
      trustTarget(current, trust),
    ]);
  });
}

/** Brings a repository's files up to date. @throws UserError (`no-project`); RefusedError (`untrusted-project`). */
export async function syncProject(
  context: Context,
  named: string,
  options: ProjectOptions,
): Promise<Outcome> {
  const directory = projectDirectory(context, named);
  return changeAgents(context, { command: 'sync --project', view: options.view }, async (current) => {
    const { bytes, hash } = requireProjectFile(current, directory);
    assertTrusted(current, directory, hash);
    return requestOf(current, directory, bytes.toString('utf8'), options);
  });
}

/** Takes nerve out of a repository's files, and forgets that it was trusted. */
export async function leaveProject(
  context: Context,
  named: string,
  options: ProjectOptions,
): Promise<{ readonly outcome: Outcome; readonly kept: readonly Kept[] }> {
  const directory = projectDirectory(context, named);
  const owner = projectOwner(directory);
  const outcome = await changeAgents(
    context,
    { command: 'uninstall --project', view: options.view },
    async (current) => {
      const { [directory]: known, ...others } = currentTrust(current);
      return {
        ...termsOf(options),
        extra: known === undefined ? [] : [trustTarget(current, others)],
        isRemoved: (record) => record.owner === owner,
        leaving: true,
      };
    },
  );
  return { outcome, kept: keptFiles(outcome.set) };
}

async function requestOf(
  context: Context,
  directory: string,
  text: string,
  options: ProjectOptions,
  extra: readonly Target[] = [],
): Promise<ChangeRequest> {
  const { targets, notices } = await projectTargets(context, await openProject(context, directory, text));
  const owner = projectOwner(directory);
  return {
    ...termsOf(options),
    extra: [...extra, ...targets],
    notices,
    isRemoved: (record) => record.owner === owner && record.kind !== 'seed',
  };
}

function termsOf({ policy, ask, keepGoing, confirm }: ProjectOptions) {
  return { choices: [], policy, ask, keepGoing, ...(confirm ? { confirm } : {}) };
}

function assertNoAnswers(directory: string, { agents, entry }: NewProject): void {
  if (agents === undefined && entry === undefined) return;
  throw new UserError(`${projectConfigFile(directory)} is there already and is yours`, {
    code: 'project-exists',
    hint: `edit it, then: nerve trust ${directory} && nerve sync --project ${directory}`,
  });
}

function seeds(directory: string, config: string): SeedTarget[] {
  const seed = (name: string, text: string): SeedTarget => ({
    kind: 'seed',
    id: `${projectOwner(directory)}:${name}`,
    owner: projectOwner(directory),
    file: join(directory, PROJECT_FOLDER, name),
    label: 'project file',
    text,
    mode: PROJECT_MODE,
    again: true,
  });
  return [seed('config.yaml', config), seed('AGENTS.md', RULES)];
}

const RULES = `<!--
Rules for every agent that works in this repository. \`nerve sync --project .\` renders this file into AGENTS.md.
The other files of a workspace (TOOLS.md, MEMORY.md ...) may stand beside it; *.local.md stay on your machine.
-->
`;

function newConfig(context: Context, answers: NewProject): string {
  const names = answers.agents?.map((name) => agentByName(name).name) ?? agentsHere(context);
  const entry = answers.entry ?? !context.config.agents.some(({ name }) => names.includes(name));
  return `# What nerve writes for the agents in this repository (docs/projects.md). Whoever uses it runs \`nerve trust .\`
# once, and again after every change of this file.
agents: [${names.join(', ')}]
# Whether the agents get nerve's own MCP server from here; its token then comes from NERVE_TOKEN.
entry: ${entry}
# MCP servers for all of these agents; secrets as \${NAME}.
servers: {}
`;
}

/** The agents on this machine that read a repository's files. @throws UserError (`no-project-agent`) */
function agentsHere(context: Context): string[] {
  const names = PROJECT_AGENTS.map(({ name }) => name);
  const found = PROGRAMS.filter(
    (agent) => names.includes(agent.name) && detectAgent(agent, context.system, context).found,
  );
  if (found.length > 0) return found.map(({ name }) => name);
  throw new UserError('None of the agents that read files of a repository is on this machine', {
    code: 'no-project-agent',
    hint: `name them: --agents ${names.join(',')}`,
  });
}
