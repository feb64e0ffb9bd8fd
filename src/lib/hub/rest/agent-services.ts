/** What the REST interface can do with coding agents. Given from above: the hub knows nothing of how it is done. */

export interface AgentServices {
  /** Reads only. @throws RefusedError (`unreadable-ledger`) */
  status(): Promise<AgentsView>;
  /** Brings all enabled agents to their wanted state. @throws DecisionError, RefusedError, UnavailableError */
  sync(): Promise<ChangeView>;
  /** Adds a paused agent to what sync writes, or takes it out. @throws as `sync`, UserError (`unknown-agent` …) */
  enable(name: string): Promise<AgentChange>;
  disable(name: string): Promise<AgentChange>;
  /** Takes nerve out of an agent's files, and forgets the agent. @throws as `enable` */
  remove(name: string): Promise<AgentChange>;
  /** Whether a token of this name stands in an agent's config, so that only a sync may replace it. */
  ownsToken(name: string): Promise<boolean>;
}

export interface AgentsView {
  readonly enabled: boolean;
  readonly syncIntervalMinutes: number;
  readonly conflictPolicy: string;
  /** Every agent that nerve knows. */
  readonly available: readonly AgentView[];
  /** Those that the user has added. */
  readonly configured: readonly ConfiguredView[];
}

export interface AgentView {
  readonly name: string;
  readonly title: string;
  readonly installed: boolean;
  readonly version: string | null;
}

export interface ConfiguredView {
  readonly name: string;
  readonly enabled: boolean;
  /** ISO time of nerve's last change of its files. */
  readonly lastSync: string | null;
  readonly files: readonly { readonly file: string; readonly state: string }[];
}

export interface ChangeView {
  /** The agents that were looked at. */
  readonly agents: readonly string[];
  readonly files: readonly { readonly file: string; readonly action: 'create' | 'update' | 'delete' }[];
  readonly notices: readonly string[];
}

export interface AgentChange extends ChangeView {
  readonly name: string;
}
