/** The use case behind init, sync, agents and uninstall: bring agents' files to what is wanted, or show how. */
import { agentTokenFile } from '../../base/auth/agent-token.ts';
import type { PreparedToken } from '../../base/auth/prepare-agent-token.ts';
import type { AgentChoice } from '../../base/config/agent-choice.ts';
import type { Context } from '../../base/config/context.ts';
import type { ConflictPolicy } from '../../base/config/settings.ts';
import { DecisionError, RefusedError } from '../../base/kernel/errors.ts';
import type { Store } from '../../base/store/store.ts';
import type { Workspace } from '../../base/workspace/files.ts';
import { type ChangeSet, conflictsOf, type Item } from '../changes/change-set.ts';
import { type Session, viewChanges, withChanges } from '../changes/change-session.ts';
import type { TargetRecord } from '../changes/ledger.ts';
import type { Recovery } from '../changes/recover.ts';
import type { Target } from '../changes/target.ts';
import { agentsWithoutToken, desireOf } from './desire.ts';
import { launcherTarget } from './launcher.ts';

export interface ChangeRequest {
  /** For the journal and the lock's message: `sync`. */
  readonly command: string;
  /** Show only: nothing is written, no token is made. */
  readonly view: boolean;
  /** The agents to bring to their wanted state. */
  readonly choices: readonly AgentChoice[];
  /** Targets beyond those of agents, such as the configuration and the workspace. */
  readonly extra: readonly Target[];
  /** Which recorded targets are to be taken out. */
  readonly isRemoved: (id: string, record: TargetRecord) => boolean;
  readonly policy: ConflictPolicy;
  /** Asks a person about conflicts; undefined when nobody can be asked. */
  readonly ask: ((conflicts: readonly Item[]) => Promise<ReadonlyMap<string, ConflictPolicy>>) | undefined;
  /** Apply the rest when a file must not be edited. */
  readonly keepGoing: boolean;
  /** Agents that get a new token even if theirs is fine. */
  readonly renew?: readonly string[];
  readonly ttlSeconds?: number;
  readonly workspace?: Workspace;
  /** Shows the change set and asks whether to go on; false leaves everything as it is. */
  readonly confirm?: (outcome: Outcome) => Promise<boolean>;
}

export interface Outcome {
  readonly set: ChangeSet;
  readonly applied: boolean;
  readonly recovered: Recovery | undefined;
  /** An earlier command was killed; the next one that writes undoes it first. */
  readonly unfinished: boolean;
  readonly notices: readonly string[];
  /** Texts that must be masked wherever the change set is shown. */
  readonly secrets: readonly string[];
  /** Agents that get a new token. */
  readonly newTokens: readonly string[];
}

/**
 * Plans and, unless only viewing, applies.
 * @throws DecisionError (3) for conflicts that nobody decided; RefusedError (4) for files that must not be edited;
 * UnavailableError (5) when another process holds the lock or keeps writing. In each case nothing is changed.
 */
export async function changeAgents(context: Context, request: ChangeRequest): Promise<Outcome> {
  const round = request.view ? viewChanges : withChanges;
  return round(context, request.command, async (session) => {
    const store = createStoreOnDemand(context);
    try {
      return await changeInSession(context, request, session, store);
    } finally {
      await store.close();
    }
  });
}

async function changeInSession(
  context: Context,
  request: ChangeRequest,
  session: Session,
  store: StoreOnDemand,
): Promise<Outcome> {
  const needed = [...new Set([...agentsWithoutToken(context, request.choices), ...(request.renew ?? [])])];
  // Planned without making anything first, so that a refusal or a "no" leaves no token behind.
  const { desire, planned, decisions } = await planDecided(context, request, session);
  const outcome: Outcome = {
    set: planned.set,
    applied: false,
    recovered: session.recovered,
    unfinished: session.ledger.pending !== undefined,
    notices: desire.notices,
    secrets: desire.secrets,
    newTokens: needed,
  };
  if (request.view) return outcome;
  assertDecided(conflictsOf(planned.set));
  if (!request.keepGoing) assertEditable(planned.set);
  if (request.confirm && !(await request.confirm(outcome))) return outcome;
  if (needed.length === 0) return { ...outcome, set: await planned.apply(), applied: true };

  const tokens = await prepareTokens(context, request, needed, store);
  try {
    const final = await planOnce(context, request, session, tokens, decisions);
    const set = await final.planned.apply();
    for (const { prepared } of tokens) await prepared.commit();
    return { ...outcome, set, applied: true, secrets: final.desire.secrets };
  } catch (error) {
    await discard(tokens);
    throw error;
  }
}

type Decisions = ReadonlyMap<string, ConflictPolicy>;

async function planOnce(
  context: Context,
  request: ChangeRequest,
  session: Session,
  tokens: readonly AgentTokenPlan[],
  decisions: Decisions | undefined,
) {
  const desire = await desireOf(context, {
    choices: request.choices,
    newTokens: new Map(tokens.map(({ agent, prepared }) => [agent, prepared.token])),
    ...(request.workspace ? { workspace: request.workspace } : {}),
  });
  const wanted: Target[] = [...request.extra, ...tokens.map(secretTarget)];
  if (request.choices.length > 0) wanted.push(launcherTarget(context.paths, context.program));
  wanted.push(...desire.targets);
  const planned = await session.plan({
    wanted,
    isRemoved: request.isRemoved,
    policy: request.policy,
    ...(decisions ? { decisions } : {}),
  });
  return { desire, planned };
}

/** Plans; where a person can be asked about conflicts, plans again with the answers. */
async function planDecided(context: Context, request: ChangeRequest, session: Session) {
  const first = await planOnce(context, request, session, [], undefined);
  const conflicts = conflictsOf(first.planned.set);
  if (conflicts.length === 0 || !request.ask || request.view) return { ...first, decisions: undefined };
  const decisions: Decisions = await request.ask(conflicts);
  return { ...(await planOnce(context, request, session, [], decisions)), decisions };
}

function assertDecided(conflicts: readonly Item[]): void {
  const [first] = conflicts;
  if (!first) return;
  const what = {
    edited: 'you changed what nerve wrote',
    removed: 'you removed what nerve wrote',
    foreign: 'something that nerve did not write is in its place',
  }[first.reason ?? 'edited'];
  const more = conflicts.length > 1 ? ` (and ${conflicts.length - 1} more)` : '';
  throw new DecisionError(`${first.label} in ${first.file}: ${what}${more}. Nothing was changed`, {
    code: 'conflict',
    hint: 'see `nerve sync --diff`; then --conflict backup (take over, keep a copy), skip (leave it) or merge (yours wins)',
    data: { conflicts: conflicts.map(({ id, file, label, reason }) => ({ id, file, label, reason })) },
  });
}

function assertEditable(set: ChangeSet): void {
  const [first] = set.refusals;
  if (!first) return;
  const what = first.code === 'unparseable' ? 'cannot be read by its own rules' : 'cannot be edited safely';
  const paste = first.snippet ? `\nTo do it by hand, paste this:\n\n${first.snippet}\n` : '';
  throw new RefusedError(`${first.file} ${what}: ${first.why}. Nothing was changed${paste}`, {
    code: first.code,
    hint: 'mend the file, or use --keep-going to write the other files',
    data: { refusals: set.refusals.map(({ file, code, why }) => ({ file, code, why })) },
  });
}

interface AgentTokenPlan {
  readonly agent: string;
  readonly prepared: PreparedToken;
}

async function prepareTokens(
  context: Context,
  request: ChangeRequest,
  agents: readonly string[],
  store: StoreOnDemand,
): Promise<AgentTokenPlan[]> {
  if (agents.length === 0) return [];
  const { prepareAgentToken } = await import('../../base/auth/prepare-agent-token.ts');
  const deps = { ...context, store: await store.open() };
  const plans: AgentTokenPlan[] = [];
  try {
    for (const agent of agents) {
      const options = request.ttlSeconds === undefined ? {} : { ttlSeconds: request.ttlSeconds };
      plans.push({ agent, prepared: await prepareAgentToken(deps, agent, options) });
    }
    return plans;
  } catch (error) {
    await discard(plans);
    throw error;
  }
}

async function discard(plans: readonly AgentTokenPlan[]): Promise<void> {
  for (const { prepared } of plans) await prepared.discard();
}

function secretTarget({ agent, prepared }: AgentTokenPlan): Target {
  return {
    kind: 'own',
    id: `${agent}:token`,
    owner: agent,
    file: prepared.path,
    label: 'token',
    text: agentTokenFile(prepared.token).toString(),
    mode: 0o600,
    secret: true,
  };
}

interface StoreOnDemand {
  open(): Promise<Store>;
  close(): Promise<void>;
}

/** Most runs need no token, so the database stays closed. */
function createStoreOnDemand(context: Context): StoreOnDemand {
  let opened: Promise<Store> | undefined;
  return {
    open: () => {
      opened ??= import('../../base/store/store.ts').then(({ openStore }) =>
        openStore({ file: context.paths.database, clock: context.clock }),
      );
      return opened;
    },
    close: async () => (await opened)?.close(),
  };
}
