/** `nerve init`: workspace, configuration and agents in one change set. */
import { join } from 'node:path';
import type { Item } from '../agents/changes/change-set.ts';
import { readLedger, recordKey, writeLedger } from '../agents/changes/ledger.ts';
import type { SeedTarget } from '../agents/changes/target.ts';
import { type Detection, detectAgent } from '../agents/registry/detect.ts';
import { agentByName, PROGRAMS } from '../agents/registry/registry.ts';
import { type ChangeRequest, changeAgents, type Outcome } from '../agents/sync/change-agents.ts';
import { type AgentChoice, DEFAULT_CHOICE } from '../base/config/agent-choice.ts';
import type { Context } from '../base/config/context.ts';
import type { ConflictPolicy } from '../base/config/settings.ts';
import { loadWorkspace } from '../base/workspace/load.ts';
import { overlayReader } from '../base/workspace/overlay.ts';
import { workspaceSeed } from '../base/workspace/seed.ts';
import { configTarget } from './config-file.ts';
import { type ManagerName, unitTarget } from './services/units.ts';
import { type Importable, type PlacedImports, placeImports } from './wizard/place-imports.ts';

export interface InitOptions {
  readonly view: boolean;
  /** Names of agents; those found on the machine if left out. */
  readonly agents?: readonly string[];
  /** Answers that hold for every agent of this run. */
  readonly choice: Partial<Omit<AgentChoice, 'name'>>;
  readonly name?: string;
  readonly timezone?: string;
  readonly policy: ConflictPolicy;
  readonly ask?: (conflicts: readonly Item[]) => Promise<ReadonlyMap<string, ConflictPolicy>>;
  readonly confirm?: (outcome: Outcome) => Promise<boolean>;
  readonly keepGoing: boolean;
  readonly ttlSeconds?: number;
  /** The service manager that is to start the hub at login; its file is part of the change set. */
  readonly service?: ManagerName;
  /** Texts of agents' own memory files that the workspace gets. */
  readonly imports?: readonly Importable[];
}

export interface InitReport {
  readonly detections: readonly Detection[];
  /** The agents that are configured now. */
  readonly choices: readonly AgentChoice[];
  /** Undefined when there is no agent to configure, and so nothing was done. */
  readonly outcome: Outcome | undefined;
  readonly workspace: string;
}

/**
 * Sets up, or brings a set-up to the given answers. A second run without changes writes nothing.
 * @throws UserError for an unknown agent; what `changeAgents` throws.
 */
export async function initialise(context: Context, options: InitOptions): Promise<InitReport> {
  const detections = PROGRAMS.map((agent) => detectAgent(agent, context.system, context));
  const workspace = context.config.text('workspace');
  let choices = chooseAgents(context, options, detections);
  if (choices.length === 0) return { detections, choices, outcome: undefined, workspace };
  const outcome = await changeAgents(context, { command: 'init', view: options.view }, async (current) => {
    choices = chooseAgents(current, options, detections);
    return requestOf(current, options, workspace, choices);
  });
  return { detections, choices, outcome, workspace };
}

async function requestOf(
  context: Context,
  options: InitOptions,
  workspace: string,
  choices: readonly AgentChoice[],
): Promise<ChangeRequest> {
  const { system, paths } = context;
  const imports = placeImports(
    system,
    workspace,
    seedTargets(context, workspace, options),
    options.imports ?? [],
  );
  const config = await configTarget(context, { choices, workspace });
  const { confirm } = options;
  return {
    choices: choices.filter((choice) => choice.enabled),
    extra: [
      ...(config ? [config] : []),
      ...imports.targets,
      ...(options.service ? [unitTarget(context, options.service)] : []),
    ],
    isRemoved: (record) => choices.some((choice) => choice.enabled && choice.name === record.owner),
    policy: options.policy,
    ask: options.ask,
    keepGoing: options.keepGoing,
    workspace: await workspaceToBe(context, workspace, imports),
    ...(confirm ? { confirm: (outcome) => confirmUnchanged(outcome, confirm, imports) } : {}),
    afterwards: (set) => {
      const ledger = readLedger(system, paths.ledger);
      const settled = imports.settle(set, ledger);
      if (settled !== ledger) writeLedger(system, paths.ledger, settled);
    },
    ...(options.ttlSeconds === undefined ? {} : { ttlSeconds: options.ttlSeconds }),
  };
}

/** A person may think for long, with the editor open beside. */
async function confirmUnchanged(
  outcome: Outcome,
  confirm: (outcome: Outcome) => Promise<boolean>,
  imports: PlacedImports,
): Promise<boolean> {
  const isConfirmed = await confirm(outcome);
  if (isConfirmed) imports.check();
  return isConfirmed;
}

/** The named agents, else those found; what the user chose for them before stays unless answered anew. */
function chooseAgents(
  context: Context,
  options: InitOptions,
  detections: readonly Detection[],
): AgentChoice[] {
  const known = new Map(context.config.agents.map((choice) => [choice.name, choice]));
  const names = options.agents
    ? options.agents.map((name) => agentByName(name).name)
    : detections.filter((detection) => detection.found).map((detection) => detection.agent.name);
  return [...new Set(names)].map((name) => {
    const before = known.get(name);
    const enabled = options.agents ? true : (before?.enabled ?? true);
    return { ...DEFAULT_CHOICE, ...before, ...defined(options.choice), name, enabled };
  });
}

function seedTargets(context: Context, workspace: string, options: InitOptions): SeedTarget[] {
  // A file that the user took away stays away; a workspace that is gone as a whole is made anew.
  const again = context.system.stat(workspace) === undefined;
  return workspaceSeed(defined({ name: options.name, timezone: options.timezone })).map((file) => ({
    kind: 'seed',
    id: `nerve:workspace/${file.path}`,
    owner: 'nerve',
    file: join(workspace, ...file.path.split('/')),
    label: 'workspace file',
    text: file.text,
    again,
  }));
}

/** The workspace with the files that are about to be made. */
async function workspaceToBe(context: Context, directory: string, imports: PlacedImports) {
  const made = readLedger(context.system, context.paths.ledger).targets;
  const files = imports.seeds
    .filter((seed) => seed.again || !made[recordKey(seed)])
    .map((seed) => [seed.file, seed.text] as const);
  return loadWorkspace(overlayReader(imports.reader(context.system), new Map(files)), directory);
}

function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
