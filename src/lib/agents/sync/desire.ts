/** What nerve wants of the chosen agents' files right now: bundles rendered, tokens at hand. */
import { agentTokenState, readAgentToken } from '../../base/auth/agent-token.ts';
import { decodeToken } from '../../base/auth/jwt.ts';
import { listKeyIds } from '../../base/auth/keys.ts';
import type { AgentChoice } from '../../base/config/agent-choice.ts';
import type { Context } from '../../base/config/context.ts';
import { endpointOf } from '../../base/config/endpoint.ts';
import { tildify } from '../../base/config/paths.ts';
import type { ServerDefinition } from '../../base/config/servers.ts';
import { UserError } from '../../base/kernel/errors.ts';
import type { Workspace } from '../../base/workspace/files.ts';
import { loadWorkspace } from '../../base/workspace/load.ts';
import type { Bundle, SecretPolicy } from '../bundles/bundle.ts';
import { recipeOf } from '../bundles/recipe.ts';
import { renderBundle, scanWorkspace, type WorkspaceScan } from '../bundles/render.ts';
import type { Target } from '../changes/target.ts';
import { agentOf, type Surroundings } from '../registry/agent-of.ts';
import type { AgentRecord, McpRecord } from '../registry/agent-record.ts';
import { placeOf } from '../registry/places.ts';
import { agentByName } from '../registry/registry.ts';
import { agentTargets, bundlePlace } from './agent-targets.ts';
import { chooseAuth, type UsedAuthMode } from './auth-mode.ts';
import { shellCommand } from './entry.ts';
import { type ExportedSkills, exportedSkills, NO_SKILLS, skillNotice } from './exported-skills.ts';
import { serverTargets } from './server-targets.ts';
import { shadowsOf } from './shadows.ts';
import { getsSkills, skillTargets } from './skill-targets.ts';

export interface Desire {
  readonly targets: readonly Target[];
  /** Texts that must never be shown. */
  readonly secrets: readonly string[];
  /** Sentences for the reader. */
  readonly notices: readonly string[];
}

export interface DesireOptions {
  readonly choices: readonly AgentChoice[];
  /** New tokens by agent, where one was made; else the agent's own is used. */
  readonly newTokens: ReadonlyMap<string, string>;
  /** The user's own servers. */
  readonly servers: readonly ServerDefinition[];
  /** Workspace files that are about to be made; used when the folder is still empty. */
  readonly workspace?: Workspace;
}

/** Stands for a token that a dry run does not make. */
const TOKEN_TO_COME = 'a-new-token-made-by-nerve';

/** Agents whose token is missing, ends soon, or can no longer be verified because its key or the database is gone. */
export function agentsWithoutToken(context: Context, choices: readonly AgentChoice[]): string[] {
  const now = context.clock.now();
  const isLost = !context.system.stat(context.paths.database);
  return choices
    .map((choice) => choice.name)
    .filter((name) => agentByName(name).mcp)
    .filter((name) => isLost || agentTokenState(context, name, now) !== 'valid' || !hasKey(context, name));
}

function hasKey(context: Context, agent: string): boolean {
  const kid = decodeToken(readAgentToken(context, agent)?.token ?? '')?.header.kid;
  return typeof kid === 'string' && listKeyIds(context).includes(kid);
}

/**
 * Reads the workspace and works out every target of the chosen agents. Writes nothing.
 * @throws UserError for an unknown agent or an unusable workspace file; RefusedError for a secret, by setting.
 */
export async function desireOf(context: Context, options: DesireOptions): Promise<Desire> {
  if (options.choices.length === 0) return { targets: [], secrets: [], notices: [] };
  const agents = options.choices.map((choice) => ({ choice, agent: agentOf(choice, surroundings(context)) }));
  const directory = context.config.text('workspace');
  const wantsSkills = agents.some(({ agent, choice }) => getsSkills(agent, choice));
  const isRead = wantsSkills || agents.some(({ agent, choice }) => bundlePlace(agent, choice));
  const workspace = options.workspace ?? (await openWorkspace(context, isRead, directory));
  const scan = await scanWorkspace(workspace);
  const skills = wantsSkills ? await exportedSkills(context) : NO_SKILLS;
  const desires: Desire[] = [];
  for (const { agent, choice } of agents) {
    const token = options.newTokens.get(agent.name) ?? readAgentToken(context, agent.name)?.token;
    const { servers } = options;
    desires.push(await desireOfAgent(context, { agent, choice, token, servers, workspace, scan, skills }));
  }
  return {
    targets: desires.flatMap((desire) => desire.targets),
    secrets: desires.flatMap((desire) => desire.secrets),
    notices: [...desires.flatMap((desire) => desire.notices), ...skills.problems.map(skillNotice)],
  };
}

interface Wanted {
  readonly agent: AgentRecord;
  readonly choice: AgentChoice;
  readonly token: string | undefined;
  readonly servers: readonly ServerDefinition[];
  readonly workspace: Workspace;
  readonly scan: WorkspaceScan;
  readonly skills: ExportedSkills;
}

async function desireOfAgent(context: Context, wanted: Wanted): Promise<Desire> {
  const { agent, choice, token = TOKEN_TO_COME } = wanted;
  const auth = await authOf(context, agent, choice);
  const bundle = await bundleOf(context, wanted);
  const servers = agent.mcp
    ? serverTargets(agent, wanted.servers, serverPlace(context, agent, agent.mcp))
    : { targets: [], notices: [] };
  const skills = getsSkills(agent, wanted.choice) ? skillTargets(agent, wanted.skills.skills, context) : [];
  const targets = agentTargets({
    agent,
    choice,
    auth,
    values: {
      url: endpointOf(context),
      token,
      helper: shellCommand([context.paths.launcher, 'token', 'header', '--agent', agent.name]),
    },
    launcher: context.paths.launcher,
    machine: context,
    bundleText: bundle?.text,
    sidecars: context.config.flag('external_agents.sidecars'),
  });
  return {
    targets: [...targets, ...servers.targets, ...skills],
    secrets: agent.mcp ? [token] : [],
    notices: [
      ...(bundle?.notices ?? []).map((notice) => `${agent.title}: ${notice.message}`),
      ...shadowNotices(context, agent, choice),
      ...modeNotices(context, agent, auth),
      ...servers.notices,
    ],
  };
}

/** The bridge reads the token itself. */
async function authOf(
  context: Context,
  agent: AgentRecord,
  { transport, auth }: AgentChoice,
): Promise<UsedAuthMode | undefined> {
  return transport === 'stdio' ? undefined : chooseAuth(auth, agent, context.system, context);
}

function serverPlace(context: Context, agent: AgentRecord, { file: { place, format, lock } }: McpRecord) {
  const file = placeOf(agent, place, context);
  return { owner: agent.name, id: agent.name, file, format, ...(lock ? { lock } : {}) };
}

async function bundleOf(
  context: Context,
  { agent, choice, workspace, scan }: Wanted,
): Promise<Bundle | undefined> {
  const recipe = recipeOf(agent, tildify(context.config.text('workspace'), context.paths.home));
  if (!recipe || !bundlePlace(agent, choice)) return undefined;
  const secrets = context.config.text('secrets.in_workspace') as SecretPolicy;
  return renderBundle(workspace, recipe, { secrets, scan });
}

/** A folder that is not there, such as a drive that is not mounted, must not empty every bundle. */
async function openWorkspace(context: Context, isRead: boolean, directory: string): Promise<Workspace> {
  if (isRead && context.system.stat(directory)?.kind !== 'directory') {
    throw new UserError(`The workspace ${directory} is not there`, {
      code: 'no-workspace',
      hint: 'bring the folder back, or run `nerve init` to make a new one',
    });
  }
  return loadWorkspace(context.system, directory);
}

/** What no file that a user names for an agent may lie in. */
export function surroundings({ paths, env, config }: Context): Surroundings {
  return { paths, env, workspace: config.text('workspace') };
}

function shadowNotices(context: Context, agent: AgentRecord, choice: AgentChoice): string[] {
  return shadowsOf(context, agent, choice).map(
    ({ file, why }) =>
      `${agent.title}: ${tildify(file, context.paths.home)} is not empty, and ${why}: it will not see nerve's bundle until you move that file`,
  );
}

function modeNotices(context: Context, agent: AgentRecord, auth: UsedAuthMode | undefined): string[] {
  if (!agent.mcp || auth !== 'inline' || process.platform === 'win32') return [];
  const file = placeOf(agent, agent.mcp.file.place, context);
  const mode = context.system.stat(file)?.mode ?? 0o600;
  if ((mode & 0o077) === 0) return [];
  const shown = tildify(file, context.paths.home);
  return [`${agent.title}: ${shown} will hold a token, so only you can read it from now on (mode 0600)`];
}
