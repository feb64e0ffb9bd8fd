/** The targets of one agent, from its record and the user's choice. Pure. */
import type { AgentChoice } from '../../base/config/agent-choice.ts';
import type { JsonObject } from '../../base/kernel/json.ts';
import type { Target } from '../changes/target.ts';
import type {
  AgentRecord,
  BundlePlaceRecord,
  McpRecord,
  Setting,
  SharedFile,
} from '../registry/agent-record.ts';
import { type Machine, placeOf } from '../registry/places.ts';
import type { UsedAuthMode } from './auth-mode.ts';
import { bridgeEntry } from './bridge-entry.ts';
import { type EntryValues, fill, mergeObjects } from './entry.ts';

/** The name of nerve's entry among an agent's MCP servers. */
export const ENTRY_NAME = 'nerve';

export interface AgentTargetsInput {
  readonly agent: AgentRecord;
  readonly choice: AgentChoice;
  /** How the agent gets its token; undefined where its config needs none. */
  readonly auth: UsedAuthMode | undefined;
  readonly values: EntryValues;
  /** The program that starts nerve. */
  readonly launcher: string;
  readonly machine: Machine;
  /** The rendered bundle; undefined for an agent without one. */
  readonly bundleText: string | undefined;
  readonly sidecars: boolean;
}

/** Everything that nerve wants of this agent's files. */
export function agentTargets(input: AgentTargetsInput): Target[] {
  const { agent, choice } = input;
  const settings = [...agent.settings, ...agent.permissions[choice.permissions]];
  const { mcp } = agent;
  const targets: Target[] = mcp ? [entryTarget(input, mcp, settings)] : [];
  for (const setting of settings) {
    const target = settingTarget(input, setting);
    if (target) targets.push(target);
  }
  const bundle = bundleTarget(input);
  return bundle ? [...targets, bundle] : targets;
}

function entryTarget(input: AgentTargetsInput, mcp: McpRecord, settings: readonly Setting[]): Target {
  const { agent, auth } = input;
  const extra = settings.flatMap((setting) => (setting.kind === 'entry' ? [setting.value] : []));
  return {
    kind: 'key',
    id: `${agent.name}:mcp`,
    owner: agent.name,
    ...shared(input, mcp.file),
    path: [...mcp.path, ENTRY_NAME],
    value: mergeObjects(connection(input, mcp), ...extra),
    ...(mcp.agentKeys ? { agentKeys: mcp.agentKeys } : {}),
    label: `MCP server ${ENTRY_NAME}`,
    secret: auth === 'inline',
  };
}

/** What of the entry leads to the hub. */
function connection(
  { agent, choice, auth, values, launcher }: AgentTargetsInput,
  mcp: McpRecord,
): JsonObject {
  if (choice.transport === 'stdio') return mergeObjects(bridgeEntry(agent, mcp, launcher), mcp.tuning ?? {});
  const credentials = auth === 'helper' ? mcp.auth.helper?.value : auth && mcp.auth[auth];
  return fill(mergeObjects(mcp.entry, mcp.tuning ?? {}, credentials ?? {}), values) as JsonObject;
}

function settingTarget(input: AgentTargetsInput, setting: Setting): Target | undefined {
  if (setting.kind === 'entry') return undefined;
  const { name } = input.agent;
  const common = { owner: name, ...shared(input, setting.file), path: setting.path, label: setting.label };
  if (setting.kind === 'member') {
    return {
      kind: 'member',
      id: `${name}:${setting.path.join('.')}:${setting.member}`,
      ...common,
      member: setting.member,
    };
  }
  const ifAbsent = setting.ifAbsent ? { ifAbsent: true } : {};
  return {
    kind: 'key',
    id: `${name}:${setting.path.join('.')}`,
    ...common,
    value: setting.value,
    ...ifAbsent,
  };
}

function bundleTarget(input: AgentTargetsInput): Target | undefined {
  const place = bundlePlace(input.agent, input.choice);
  if (!place || input.bundleText === undefined) return undefined;
  const { name } = input.agent;
  const common = {
    owner: name,
    file: placeOf(input.agent, place.place, input.machine),
    label: 'memory bundle',
    text: input.bundleText,
  };
  // The two places are two targets, so that a move removes the one and makes the other.
  return place.ownership === 'block'
    ? { kind: 'block', id: `${name}:bundle-block`, ...common }
    : { kind: 'file', id: `${name}:bundle-file`, ...common, sidecar: input.sidecars };
}

/** Where this agent's bundle goes; undefined for nowhere. */
export function bundlePlace(agent: AgentRecord, choice: AgentChoice): BundlePlaceRecord | undefined {
  if (choice.bundle === 'none') return undefined;
  return choice.bundle === 'memory-file' ? agent.bundle?.memoryFile : agent.bundle?.default;
}

function shared(
  input: AgentTargetsInput,
  file: SharedFile,
): { file: string; format: SharedFile['format']; lock?: 'proper-lockfile' } {
  const lock = file.lock ? { lock: file.lock } : {};
  return { file: placeOf(input.agent, file.place, input.machine), format: file.format, ...lock };
}
