/** The targets of a repository: its servers for the agents that read them there, and one memory text for all. */
import { join } from 'node:path';
import type { Context } from '../../base/config/context.ts';
import { endpointOf } from '../../base/config/endpoint.ts';
import type { ProjectConfig } from '../../base/config/project-config.ts';
import type { Json } from '../../base/kernel/json.ts';
import type { Workspace } from '../../base/workspace/files.ts';
import { WORKSPACE_FILES } from '../../base/workspace/files.ts';
import type { Bundle, SecretPolicy } from '../bundles/bundle.ts';
import { renderBundle } from '../bundles/render.ts';
import type { Target } from '../changes/target.ts';
import type { AgentRecord, McpRecord } from '../registry/agent-record.ts';
import { AGENTS, agentByName } from '../registry/registry.ts';
import { ENTRY_NAME } from './agent-targets.ts';
import { fill, mergeObjects } from './entry.ts';
import { serverTargets } from './server-targets.ts';

/** The folder of nerve's own files in a repository. */
export const PROJECT_FOLDER = '.nerve';
/** What agents of every kind read in a repository. */
const MEMORY = 'AGENTS.md';
/** A text that others read too counts against each agent's own limit. */
const MEMORY_BYTES = 32 * 1024;
const OWNER = 'project:';
/** Of new files: they are the repository's, not a person's. */
export const PROJECT_MODE = 0o644;

export interface Project {
  /** Absolute, without links. */
  readonly directory: string;
  readonly config: ProjectConfig;
  /** The Markdown files of `.nerve`. */
  readonly workspace: Workspace;
}

/** An agent that reads MCP servers in a repository. */
type ProjectAgent = AgentRecord & { readonly mcp: Required<Pick<McpRecord, 'project'>> & McpRecord };

/** The agents that read MCP servers in a repository. */
export const PROJECT_AGENTS: readonly ProjectAgent[] = AGENTS.filter(readsProjects);

function readsProjects(agent: AgentRecord): agent is ProjectAgent {
  return agent.mcp?.project !== undefined;
}

/** Who owns the targets of a repository in the ledger. */
export function projectOwner(directory: string): string {
  return OWNER + directory;
}

/** Whether an owner in the ledger is a repository. */
export function isProjectOwner(owner: string): boolean {
  return owner.startsWith(OWNER);
}

/** Every file that nerve may write in a repository, as a list of names below it. */
export function projectFiles(): string[] {
  return [
    ...PROJECT_AGENTS.map(({ mcp }) => mcp.project.file),
    MEMORY,
    join(PROJECT_FOLDER, 'config.yaml'),
    join(PROJECT_FOLDER, 'AGENTS.md'),
  ];
}

/** Everything that nerve wants in the repository. No secret is among it: others read these files too. */
export async function projectTargets(
  context: Context,
  project: Project,
): Promise<{ readonly targets: readonly Target[]; readonly notices: readonly string[] }> {
  const targets: Target[] = [];
  const notices: string[] = [...project.config.warnings];
  for (const name of project.config.agents) {
    const agent = agentByName(name);
    if (!readsProjects(agent)) {
      notices.push(`${agent.title}: nerve knows no place for its MCP servers in a repository`);
      continue;
    }
    const place = placeIn(project, agent);
    if (project.config.entry) targets.push(entryTarget(context, agent, place));
    const servers = serverTargets(agent, project.config.servers, place);
    targets.push(...servers.targets);
    notices.push(...servers.notices);
  }
  const memory = await memoryOf(context, project);
  if (!memory) return { targets, notices };
  notices.push(...memory.notices.map(({ message }) => `${MEMORY}: ${message}`));
  const owner = projectOwner(project.directory);
  const file = join(project.directory, MEMORY);
  targets.push({
    kind: 'block',
    id: `${owner}:memory`,
    owner,
    file,
    label: 'memory bundle',
    text: memory.text,
    mode: PROJECT_MODE,
  });
  return { targets, notices: [...notices, ...shadowNotices(context, project)] };
}

function placeIn({ directory }: Project, { name, mcp }: ProjectAgent) {
  const owner = projectOwner(directory);
  return {
    owner,
    id: `${owner}:${name}`,
    file: join(directory, mcp.project.file),
    format: mcp.project.format,
    mode: PROJECT_MODE,
  };
}

function entryTarget(context: Context, { mcp }: ProjectAgent, place: ReturnType<typeof placeIn>): Target {
  const values = { url: endpointOf(context), token: '', helper: '' };
  return {
    kind: 'key',
    ...place,
    id: `${place.id}:mcp`,
    path: [...mcp.path, ENTRY_NAME],
    value: fill(mergeObjects(mcp.entry, mcp.tuning ?? {}, mcp.auth.env), values) as Json,
    ...(mcp.agentKeys ? { agentKeys: mcp.agentKeys } : {}),
    label: `MCP server ${ENTRY_NAME}`,
  };
}

/** Undefined where there is nothing to say. */
async function memoryOf(context: Context, { config, workspace }: Project): Promise<Bundle | undefined> {
  if (!config.entry && workspace.parts.every(({ text }) => isBlank(text))) return undefined;
  return renderBundle(
    workspace,
    {
      style: 'plain',
      agent: 'project',
      agentTitle: 'this repository',
      include: WORKSPACE_FILES,
      budget: { bytes: MEMORY_BYTES },
      shared: true,
      workspacePath: PROJECT_FOLDER,
      sessionContextCall: config.entry ? 'session_context(topic)' : '',
    },
    { secrets: context.config.text('secrets.in_workspace') as SecretPolicy },
  );
}

function isBlank(text: string): boolean {
  return text.replace(/<!--[\s\S]*?-->/g, '').trim() === '';
}

/** Claude Code reads AGENTS.md only where there is no CLAUDE.md. */
function shadowNotices({ system }: Context, { directory, config }: Project): string[] {
  const file = join(directory, 'CLAUDE.md');
  const text = system.read(file)?.bytes.toString('utf8') ?? '';
  const isHidden =
    config.agents.includes('claude-code') && text.trim() !== '' && !text.includes(`@${MEMORY}`);
  return isHidden ? [`Claude Code reads ${file} instead of ${MEMORY}: add the line @${MEMORY} to it`] : [];
}
