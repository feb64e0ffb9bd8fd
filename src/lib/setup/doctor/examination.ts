/** What several checks look at, each found out once and only if it is asked for. */

import type { Bundle } from '../../agents/bundles/bundle.ts';
import { recipeOf } from '../../agents/bundles/recipe.ts';
import { renderBundle, scanWorkspace, type WorkspaceScan } from '../../agents/bundles/render.ts';
import { type Ledger, readLedger } from '../../agents/changes/ledger.ts';
import { knownAgent } from '../../agents/registry/agent-of.ts';
import { type AgentRecord, isProgram } from '../../agents/registry/agent-record.ts';
import { agentVersion, type Detection, detectAgent } from '../../agents/registry/detect.ts';
import type { Outcome } from '../../agents/sync/change-agents.ts';
import { surroundings } from '../../agents/sync/desire.ts';
import { syncAgents } from '../../agents/sync/sync.ts';
import type { AgentChoice } from '../../base/config/agent-choice.ts';
import type { Context } from '../../base/config/context.ts';
import { tildify } from '../../base/config/paths.ts';
import { once } from '../../base/kernel/once.ts';
import type { Workspace } from '../../base/workspace/files.ts';
import { loadWorkspace } from '../../base/workspace/load.ts';
import { type AgentEntry, readAgentEntry } from './agent-entry.ts';
import { readOnlySystem } from './read-only-system.ts';

/** An agent that the user chose and nerve knows. */
export interface ChosenAgent {
  readonly agent: AgentRecord;
  readonly choice: AgentChoice;
  /** Undefined for an agent that is no program. */
  readonly detection: Detection | undefined;
}

export interface Examination {
  /** Its system cannot write. */
  readonly context: Context;
  /** The enabled ones. */
  readonly agents: readonly ChosenAgent[];
  /** A path as people read it. */
  show(path: string): string;
  /** A path as a word of a command line. */
  word(path: string): string;
  /** @throws RefusedError (`unreadable-ledger`) */
  ledger(): Ledger;
  /** What a sync would do, with every conflict undecided. @throws what `syncAgents` throws. */
  plan(): Promise<Outcome>;
  version(agent: ChosenAgent): Promise<string | undefined>;
  /** Undefined for an agent without MCP. */
  entry(agent: ChosenAgent): Promise<AgentEntry | undefined>;
  /** @throws UserError for a file that cannot be used. */
  workspace(): Promise<Workspace>;
  scan(): Promise<WorkspaceScan>;
  /** Undefined for an agent without one. */
  bundle(agent: ChosenAgent): Promise<Bundle | undefined>;
}

/** Starts an examination; nothing is read yet but where agents are. */
export function createExamination(whole: Context): Examination {
  const context: Context = { ...whole, system: readOnlySystem(whole.system) };
  const { system, paths, config } = context;
  const show = (path: string): string => tildify(path, paths.home);
  const workspace = once(async (): Promise<Workspace> => {
    const directory = config.text('workspace');
    if (system.stat(directory)?.kind !== 'directory') return { directory, parts: [] };
    return loadWorkspace(system, directory);
  });
  const scan = once(async () => scanWorkspace(await workspace()));
  return {
    context,
    agents: config.agents.filter((choice) => choice.enabled).flatMap((choice) => chosen(context, choice)),
    show,
    word: (path) => quoteUnlessPlain(show(path), path),
    ledger: once(() => readLedger(system, paths.ledger)),
    plan: once(() => syncAgents(context, { view: true, policy: 'ask' })),
    version: oncePerAgent(async ({ detection }) => detection && agentVersion(detection, system, context)),
    entry: oncePerAgent(async ({ agent }) => agent.mcp && readAgentEntry(context, agent, agent.mcp)),
    workspace,
    scan,
    bundle: oncePerAgent(async ({ agent }) => {
      const recipe = recipeOf(agent, show(config.text('workspace')));
      return recipe && renderBundle(await workspace(), recipe, { scan: await scan() });
    }),
  };
}

function chosen(context: Context, choice: AgentChoice): ChosenAgent[] {
  const agent = knownAgent(choice, surroundings(context));
  if (!agent) return [];
  return [
    { agent, choice, detection: isProgram(agent) ? detectAgent(agent, context.system, context) : undefined },
  ];
}

/** `~` is left outside of quotes, which would take its meaning away. */
function quoteUnlessPlain(shown: string, path: string): string {
  return /^[\w@%+=:,./~-]+$/.test(shown) ? shown : `'${path.replaceAll("'", "'\\''")}'`;
}

function oncePerAgent<T>(work: (agent: ChosenAgent) => T): (agent: ChosenAgent) => T {
  const known = new Map<string, T>();
  return (agent) => {
    const { name } = agent.choice;
    const value = known.has(name) ? (known.get(name) as T) : work(agent);
    known.set(name, value);
    return value;
  };
}
