/** `nerve status`: everything at one look. Reads only. */
import { type Ledger, readLedger } from '../../agents/changes/ledger.ts';
import type { Outcome } from '../../agents/sync/change-agents.ts';
import { syncAgents } from '../../agents/sync/sync.ts';
import { conflictPolicy } from '../../base/config/conflict-policy.ts';
import type { Context } from '../../base/config/context.ts';
import { NerveError, RefusedError } from '../../base/kernel/errors.ts';
import { workspaceNames } from '../../base/workspace/files.ts';
import { type AgentFacts, agentFacts } from './agents.ts';
import { type FileLine, fileLines } from './file-lines.ts';
import { type HubStatus, hubStatus } from './hub.ts';

export interface Overview {
  readonly setUp: boolean;
  /** `external_agents.enabled`: whether a sync touches agents at all. */
  readonly syncing: boolean;
  readonly agents: readonly AgentFacts[];
  readonly files: readonly FileLine[];
  /** Agents whose token a sync would make or renew. */
  readonly newTokens: readonly string[];
  readonly workspace: WorkspaceStatus;
  readonly hub: HubStatus;
  /** A command that was killed; the next one that writes undoes it first. */
  readonly unfinished: Unfinished | undefined;
  /** Why a sync cannot be planned. */
  readonly problem: Problem | undefined;
  /** A sync would do something, or cannot. Edits of parts that are not nerve's do not count. */
  readonly differs: boolean;
}

export interface Unfinished {
  /** `files`: half written; `tokens`: written, but the store has not heard of the new tokens. */
  readonly what: 'files' | 'tokens';
  /** The command that was killed, and when it began (ISO), where that is known. */
  readonly command?: string;
  readonly at?: string;
}

export interface WorkspaceStatus {
  readonly path: string;
  readonly exists: boolean;
  /** Identity files in it. */
  readonly files: number;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** @throws RefusedError (`unreadable-ledger`) */
export async function overview(context: Context): Promise<Overview> {
  const ledger = readLedger(context.system, context.paths.ledger);
  const planned = await planSync(context);
  const outcome = planned && 'set' in planned ? planned : undefined;
  const problem = planned && 'message' in planned ? planned : undefined;
  const files = await fileLines(context, ledger, outcome?.set);
  const newTokens = outcome?.newTokens ?? [];
  const unfinished = unfinishedOf(ledger);
  const setUp = context.config.exists;
  return {
    setUp,
    syncing: context.config.flag('external_agents.enabled'),
    agents: await agentFacts(context, ledger),
    files,
    newTokens,
    workspace: workspaceStatus(context),
    hub: hubStatus(context),
    unfinished,
    problem,
    differs:
      !setUp ||
      problem !== undefined ||
      unfinished !== undefined ||
      newTokens.length > 0 ||
      files.some(isOff),
  };
}

/** What a sync would do by the settings as they are; undefined before nerve is set up. */
async function planSync(context: Context): Promise<Outcome | Problem | undefined> {
  if (!context.config.exists) return undefined;
  try {
    return await syncAgents(context, { view: true, policy: conflictPolicy(context.config, undefined) });
  } catch (error) {
    if (!(error instanceof NerveError) || error.kind === 'bug') throw error;
    return { code: error.code, message: error.message, hint: error.hint };
  }
}

function unfinishedOf({ pending, tokens }: Ledger): Unfinished | undefined {
  if (pending) return { what: 'files', command: pending.command, at: pending.at };
  return tokens ? { what: 'tokens' } : undefined;
}

function isOff({ would, parts }: FileLine): boolean {
  return would !== 'nothing' || parts.some((part) => part.state === 'skipped');
}

function workspaceStatus({ system, config }: Context): WorkspaceStatus {
  const path = config.text('workspace');
  const names = new Set(workspaceNames().map(({ name }) => name));
  try {
    const exists = system.stat(path)?.kind === 'directory';
    const entries = exists ? system.list(path) : [];
    return { path, exists, files: entries.filter((entry) => names.has(entry.name)).length };
  } catch (error) {
    // The problem that planning met says why.
    if (error instanceof RefusedError) return { path, exists: false, files: 0 };
    throw error;
  }
}
