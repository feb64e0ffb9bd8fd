/** What nerve wants of the chosen agents' files right now: bundles rendered, tokens at hand. */
import { agentTokenState, readAgentToken } from '../../base/auth/agent-token.ts';
import { decodeToken } from '../../base/auth/jwt.ts';
import { listKeyIds } from '../../base/auth/keys.ts';
import type { AgentChoice } from '../../base/config/agent-choice.ts';
import type { Context } from '../../base/config/context.ts';
import { tildify } from '../../base/config/paths.ts';
import { UserError } from '../../base/kernel/errors.ts';
import type { Workspace } from '../../base/workspace/files.ts';
import { loadWorkspace } from '../../base/workspace/load.ts';
import type { SecretPolicy } from '../bundles/bundle.ts';
import { renderBundle } from '../bundles/render.ts';
import type { Target } from '../changes/target.ts';
import type { AgentRecord } from '../registry/agent-record.ts';
import { placeOf } from '../registry/places.ts';
import { agentByName } from '../registry/registry.ts';
import { agentTargets, bundlePlace } from './agent-targets.ts';
import { chooseAuth } from './auth-mode.ts';
import { shellCommand } from './entry.ts';
import { serverTargets } from './server-targets.ts';

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
  const directory = context.config.text('workspace');
  const workspace = options.workspace ?? (await openWorkspace(context, options, directory));
  const targets: Target[] = [];
  const secrets: string[] = [];
  const notices: string[] = [];
  for (const choice of options.choices) {
    const agent = agentByName(choice.name);
    const auth = await chooseAuth(choice.auth, agent, context.system, context);
    const token =
      options.newTokens.get(agent.name) ?? readAgentToken(context, agent.name)?.token ?? TOKEN_TO_COME;
    const bundle = await renderBundle(
      workspace,
      {
        style: agent.bundle.style,
        agent: agent.name,
        agentTitle: agent.title,
        include: agent.bundle.include,
        budget: { bytes: agent.bundle.budgetBytes },
        shared: false,
        workspacePath: tildify(directory, context.paths.home),
        sessionContextCall: agent.bundle.sessionContextCall,
      },
      { secrets: context.config.text('secrets.in_workspace') as SecretPolicy },
    );
    secrets.push(token);
    if (choice.bundle !== 'none')
      notices.push(...bundle.notices.map((notice) => `${agent.title}: ${notice.message}`));
    notices.push(...shadowNotices(context, agent, choice), ...modeNotices(context, agent, auth));
    targets.push(
      ...agentTargets({
        agent,
        choice,
        auth,
        values: {
          url: endpointOf(context),
          token,
          helper: shellCommand([context.paths.launcher, 'token', 'header', '--agent', agent.name]),
        },
        machine: context,
        bundleText: bundle.text,
        sidecars: context.config.flag('external_agents.sidecars'),
      }),
    );
    const servers = serverTargets(agent, context.config.servers, context);
    targets.push(...servers.targets);
    notices.push(...servers.notices);
  }
  return { targets, secrets, notices };
}

/** A folder that is not there, such as a drive that is not mounted, must not empty every bundle. */
async function openWorkspace(
  context: Context,
  options: DesireOptions,
  directory: string,
): Promise<Workspace> {
  const isWanted = options.choices.some((choice) => choice.bundle !== 'none');
  if (isWanted && context.system.stat(directory)?.kind !== 'directory') {
    throw new UserError(`The workspace ${directory} is not there`, {
      code: 'no-workspace',
      hint: 'bring the folder back, or run `nerve init` to make a new one',
    });
  }
  return loadWorkspace(context.system, directory);
}

/** The URL of the hub's MCP endpoint. */
export function endpointOf(context: Context): string {
  return context.config.text('hub.url').replace(/\/+$/, '') + context.config.text('mcp_endpoint.path');
}

function shadowNotices(context: Context, agent: AgentRecord, choice: AgentChoice): string[] {
  if (!bundlePlace(agent, choice)) return [];
  return (agent.bundle.shadowedBy ?? []).flatMap(({ place, why }) => {
    const file = placeOf(agent, place, context);
    const text = context.system.read(file)?.bytes.toString('utf8') ?? '';
    if (text.trim() === '') return [];
    const shown = tildify(file, context.paths.home);
    return [
      `${agent.title}: ${shown} is not empty, and ${why}: it will not see nerve's bundle until you move that file`,
    ];
  });
}

function modeNotices(context: Context, agent: AgentRecord, auth: string): string[] {
  const file = placeOf(agent, agent.mcp.file.place, context);
  const mode = context.system.stat(file)?.mode ?? 0o600;
  if (auth !== 'inline' || (mode & 0o077) === 0 || process.platform === 'win32') return [];
  const shown = tildify(file, context.paths.home);
  return [`${agent.title}: ${shown} will hold a token, so only you can read it from now on (mode 0600)`];
}
