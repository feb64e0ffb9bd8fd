/** What nerve knows about one coding agent, as data. Sources: the agents' own behaviour, see `verified`. */
import type { Permissions } from '../../base/config/agent-choice.ts';
import type { Json, JsonObject } from '../../base/kernel/json.ts';
import type { WorkspaceFile } from '../../base/workspace/files.ts';
import type { Dialect } from './dialect.ts';

/**
 * A place on disk. `{home}` is the agent's own folder (moved by its variable), `{user}` the user's home, `{path}` what
 * the user named for this agent. `moved` is used instead of `at` when the agent's variable is set; `other` is a second
 * name that the agent knows, used where it exists and `at` does not.
 */
export interface Place {
  readonly at: string;
  readonly moved?: string;
  readonly other?: string;
}

export type KeyedFormatName = 'toml' | 'jsonc';

export interface SharedFile {
  readonly place: Place;
  readonly format: KeyedFormatName;
  /** How this program's writers keep out of each other's way, so that nerve does the same. */
  readonly lock?: 'proper-lockfile';
}

/** One thing to put into an agent's config beside the MCP entry. */
export type Setting =
  | { readonly kind: 'entry'; readonly value: JsonObject }
  | {
      readonly kind: 'key';
      readonly file: SharedFile;
      readonly path: readonly string[];
      readonly value: Json;
      /** A value that the user already has stays, and is never ours. */
      readonly ifAbsent?: boolean;
      readonly label: string;
    }
  | {
      readonly kind: 'member';
      readonly file: SharedFile;
      readonly path: readonly string[];
      readonly member: string;
      readonly label: string;
    };

export interface BundlePlaceRecord {
  readonly place: Place;
  /** `block`: between our markers in a file that others write too; `file`: a file of our own. */
  readonly ownership: 'block' | 'file';
}

/** How an agent reaches MCP servers. */
export interface McpRecord {
  readonly file: SharedFile;
  /** Where the agent reads entries in a repository, below its folder; written as in the user's own file. */
  readonly project?: { readonly file: string; readonly format: KeyedFormatName };
  /** Where entries live; the entry's name is appended. */
  readonly path: readonly string[];
  /** How the hub's address is written; `{url}` is its endpoint. */
  readonly entry: JsonObject;
  /** What the entry says besides, over HTTP and on stdio alike. */
  readonly tuning?: JsonObject;
  /** Keys that the agent itself writes into an entry, such as approvals. */
  readonly agentKeys?: readonly string[];
  /** How the agent writes the user's own servers. */
  readonly dialect: Dialect;
  /** Merged into the entry. `{token}` is the bearer token, `{helper}` the command that prints headers as JSON. */
  readonly auth: {
    readonly inline: JsonObject;
    readonly env: JsonObject;
    readonly helper?: { readonly value: JsonObject; readonly since: string };
  };
}

/** The kinds of clients that a memory text is worded for. */
export type BundleStyle = 'codex' | 'claude-code' | 'plain';

/** The memory text that an agent reads. */
export interface BundleRecord {
  readonly style: BundleStyle;
  readonly include: readonly WorkspaceFile[];
  readonly budgetBytes: number;
  readonly default: BundlePlaceRecord;
  /** The memory file that the user shares with nerve, where it is not the default. */
  readonly memoryFile: BundlePlaceRecord;
  /** How the model calls our first tool; empty for an agent without nerve's tools. */
  readonly sessionContextCall: string;
  /** Files that hide the bundle from the agent when they are not empty. */
  readonly shadowedBy?: readonly { readonly place: Place; readonly why: string }[];
}

export interface AgentRecord {
  readonly name: string;
  readonly title: string;
  readonly aliases: readonly string[];
  /** The program on PATH. */
  readonly program?: string;
  /** The agent's own folder. With `below` the variable names the folder around it. */
  readonly home?: { readonly variable?: string; readonly below?: string; readonly folder: string };
  /** The newest release whose real binary was seen to read what we write, and the day. */
  readonly verified?: { readonly version: string; readonly on: string };
  readonly mcp?: McpRecord;
  /** Written whatever the permissions. */
  readonly settings: readonly Setting[];
  readonly permissions: Readonly<Record<Permissions, readonly Setting[]>>;
  readonly bundle?: BundleRecord;
  /** The folder in which the agent looks for a folder of each skill. */
  readonly skills?: { readonly place: Place };
}

/** An agent that is a program with a folder, so that it can be found on a machine. */
export type ProgramAgent = AgentRecord & Required<Pick<AgentRecord, 'program' | 'home'>>;

/** Whether the agent is a program with a folder. */
export function isProgram(agent: AgentRecord): agent is ProgramAgent {
  return agent.program !== undefined && agent.home !== undefined;
}
