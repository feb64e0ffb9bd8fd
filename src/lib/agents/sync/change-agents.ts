/** The use case behind init, sync, agents and uninstall: bring agents' files to what is wanted, or show how. */
import type { AgentChoice } from '../../base/config/agent-choice.ts';
import { loadConfig } from '../../base/config/config.ts';
import type { Context } from '../../base/config/context.ts';
import type { ServerDefinition } from '../../base/config/servers.ts';
import type { ConflictPolicy } from '../../base/config/settings.ts';
import type { Store } from '../../base/store/store.ts';
import type { Workspace } from '../../base/workspace/files.ts';
import { workspaceFolders } from '../../base/workspace/folders.ts';
import { type Session, viewChanges, withChanges } from '../changes/change-session.ts';
import { type ChangeSet, conflictsOf, type Item } from '../changes/change-set.ts';
import type { TargetRecord, TokenDeed } from '../changes/ledger.ts';
import type { Recovery } from '../changes/recover.ts';
import type { Target } from '../changes/target.ts';
import {
  type AgentTokenPlan,
  borrowed,
  createStoreOnDemand,
  discard,
  noSecretTarget,
  noStore,
  prepareTokens,
  type StoreOnDemand,
  secretTarget,
  settleTokens,
} from './agent-tokens.ts';
import { assertApplicable } from './applicable.ts';
import { agentsWithoutToken, desireOf } from './desire.ts';
import { launcherTarget } from './launcher.ts';

/** What a command is, known before the lock is taken. */
export interface Round {
  /** For the journal and the lock's message: `sync`. */
  readonly command: string;
  /** Show only: nothing is written, no token is made. */
  readonly view: boolean;
  /**
   * The store of a process that has it open: with a second writing connection it could wait for itself. Left out: it is
   * opened when it is needed.
   */
  readonly store?: Store | undefined;
}

export interface ChangeRequest {
  /** The agents to bring to their wanted state. */
  readonly choices: readonly AgentChoice[];
  /** Targets beyond those of agents, such as the configuration and the workspace. */
  readonly extra: readonly Target[];
  /** Which recorded targets are to be taken out. */
  readonly isRemoved: (record: TargetRecord) => boolean;
  /** Sentences for the reader, beyond those about agents. */
  readonly notices?: readonly string[];
  /** Nothing of nerve is to stay in the files of removed targets. */
  readonly leaving?: boolean;
  readonly policy: ConflictPolicy;
  /** Asks a person about conflicts; undefined when nobody can be asked. */
  readonly ask: ((conflicts: readonly Item[]) => Promise<ReadonlyMap<string, ConflictPolicy>>) | undefined;
  /** Apply the rest when a file must not be edited. */
  readonly keepGoing: boolean;
  /** Agents that get a new token even if theirs is fine. */
  readonly renew?: readonly string[];
  /** Agents whose token ends. */
  readonly endTokens?: readonly string[];
  readonly ttlSeconds?: number;
  readonly workspace?: Workspace;
  /** The user's own servers as they will be; those of the configuration if left out. */
  readonly servers?: readonly ServerDefinition[];
  /** Texts in agents' files that must not be shown, beside nerve's tokens. */
  readonly secrets?: readonly string[];
  /** Shows the change set and asks whether to go on; false leaves everything as it is. */
  readonly confirm?: (outcome: Outcome) => Promise<boolean>;
  /** Runs under the lock once all is applied; `removeLock` takes the lock itself away, see `Session`. */
  readonly afterwards?: (set: ChangeSet, removeLock: () => void) => void;
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
 * Plans and, unless only viewing, applies. `build` says what is asked, from the configuration as it is under the lock:
 * another nerve may have changed it while this one waited.
 * @throws DecisionError (3) for conflicts that nobody decided; RefusedError (4) for files that must not be edited;
 * UnavailableError (5) when another process holds the lock or keeps writing. In each case nothing is changed.
 */
export async function changeAgents(
  context: Context,
  round: Round,
  build: (context: Context) => Promise<ChangeRequest>,
): Promise<Outcome> {
  if (round.view) {
    return viewChanges(context, round.command, async (session) =>
      changeInSession(context, round, await build(context), session, noStore),
    );
  }
  return withChanges(context, round.command, async (session) => {
    const store = round.store ? borrowed(round.store) : createStoreOnDemand(context);
    try {
      const config = await loadConfig(context.system, context.paths, context.env);
      const current = { ...context, config };
      await settleTokens(current, session, store);
      return await changeInSession(current, round, await build(current), session, store);
    } finally {
      await store.close();
    }
  });
}

async function changeInSession(
  context: Context,
  round: Round,
  request: ChangeRequest,
  session: Session,
  store: StoreOnDemand,
): Promise<Outcome> {
  const needed = [...new Set([...agentsWithoutToken(context, request.choices), ...(request.renew ?? [])])];
  // Planned without making anything first, so that a refusal or a "no" leaves no token behind.
  const { desire, planned, decisions } = await planDecided(context, round, request, session);
  const outcome: Outcome = {
    set: planned.set,
    applied: false,
    recovered: session.recovered,
    unfinished: session.ledger.pending !== undefined || session.ledger.tokens !== undefined,
    notices: [...(request.notices ?? []), ...desire.notices],
    secrets: desire.secrets,
    newTokens: needed,
  };
  if (round.view) return outcome;
  assertApplicable(planned.set, { keepGoing: request.keepGoing, secrets: desire.secrets });
  if (request.confirm && !(await request.confirm(outcome))) return { ...outcome, unfinished: false };
  const done = await applyWithTokens(context, request, session, store, { needed, planned, decisions });
  request.afterwards?.(done.set, session.removeLock);
  return { ...outcome, ...done, applied: true, unfinished: false };
}

interface Decided {
  readonly needed: readonly string[];
  readonly planned: { readonly set: ChangeSet; apply(): Promise<ChangeSet> };
  readonly decisions: Decisions | undefined;
}

/** Makes the tokens that are needed and applies; the store hears of it once the files are written. */
async function applyWithTokens(
  context: Context,
  request: ChangeRequest,
  session: Session,
  store: StoreOnDemand,
  { needed, planned, decisions }: Decided,
): Promise<{ set: ChangeSet; secrets?: readonly string[] }> {
  if (needed.length === 0) {
    const set = await planned.apply();
    await settleTokens(context, session, store, set.ledger);
    return { set };
  }
  const tokens = await prepareTokens(context, request.ttlSeconds, needed, store);
  let set: ChangeSet;
  let secrets: readonly string[];
  try {
    const final = await planOnce(context, request, session, tokens, decisions);
    assertApplicable(final.planned.set, { keepGoing: request.keepGoing, secrets: final.desire.secrets });
    secrets = final.desire.secrets;
    set = await final.planned.apply();
  } catch (error) {
    await discard(tokens);
    throw error;
  }
  await settleTokens(context, session, store, set.ledger);
  return { set, secrets };
}

type Decisions = ReadonlyMap<string, ConflictPolicy>;

async function planOnce(
  context: Context,
  request: ChangeRequest,
  session: Session,
  tokens: readonly AgentTokenPlan[],
  decisions: Decisions | undefined,
) {
  const wished = await desireOf(context, {
    choices: request.choices,
    newTokens: new Map(tokens.map(({ agent, prepared }) => [agent, prepared.token])),
    servers: request.servers ?? context.config.servers,
    ...(request.workspace ? { workspace: request.workspace } : {}),
  });
  const desire = { ...wished, secrets: [...wished.secrets, ...(request.secrets ?? [])] };
  const ended = request.endTokens ?? [];
  const wanted: Target[] = [
    ...request.extra,
    ...tokens.map(secretTarget),
    ...ended.map((agent) => noSecretTarget(context, agent)),
  ];
  if (request.choices.length > 0) wanted.push(launcherTarget(context.paths, context.program));
  wanted.push(...desire.targets);
  const deeds: [string, TokenDeed][] = [
    ...tokens.map(({ agent }): [string, TokenDeed] => [agent, 'adopt']),
    ...ended.map((agent): [string, TokenDeed] => [agent, 'revoke']),
  ];
  const planned = await session.plan({
    wanted,
    isRemoved: request.isRemoved,
    leaving: request.leaving ?? false,
    known: ['nerve', ...context.config.agents.map((agent) => agent.name)],
    policy: request.policy,
    ...(decisions ? { decisions } : {}),
    sources: () => workspaceFolders(context.system, context.config.text('workspace')),
    ...(deeds.length > 0 ? { tokens: Object.fromEntries(deeds) } : {}),
  });
  return { desire, planned };
}

/** Plans; where a person can be asked about conflicts, plans again with the answers. */
async function planDecided(context: Context, round: Round, request: ChangeRequest, session: Session) {
  const first = await planOnce(context, request, session, [], undefined);
  const conflicts = conflictsOf(first.planned.set);
  if (conflicts.length === 0 || !request.ask || round.view) return { ...first, decisions: undefined };
  const decisions: Decisions = await request.ask(conflicts);
  return { ...(await planOnce(context, request, session, [], decisions)), decisions };
}
