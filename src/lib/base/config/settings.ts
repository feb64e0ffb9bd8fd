/** Every setting as data: its place in `config.yaml`, its type, its default and its environment variable. */

export type SettingType = 'string' | 'path' | 'url' | 'url-path' | 'boolean' | 'integer' | 'choice';

export interface Setting {
  readonly key: string;
  readonly type: SettingType;
  readonly default: string | number | boolean;
  readonly env?: string;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly about: string;
  /** A change reaches agents' files with the next sync. */
  readonly affectsAgents?: boolean;
}

export const CONFLICT_POLICIES = ['ask', 'backup', 'skip', 'merge'] as const;
export type ConflictPolicy = (typeof CONFLICT_POLICIES)[number];

export const SETTINGS: readonly Setting[] = [
  {
    key: 'workspace',
    type: 'path',
    default: '~/nerve-workspace',
    env: 'NERVE_WORKSPACE',
    about: 'The folder of your identity files (SOUL.md, USER.md …).',
    affectsAgents: true,
  },
  {
    key: 'hub.url',
    type: 'url',
    default: 'http://127.0.0.1:8900',
    env: 'NERVE_HUB_URL',
    about: 'Where agents reach the hub.',
    affectsAgents: true,
  },
  {
    key: 'hub.requests_per_second',
    type: 'integer',
    default: 200,
    min: 1,
    max: 1_000_000,
    about: 'Requests that one token may make in the long run; five times as many at once after a quiet time.',
  },
  {
    key: 'mcp_endpoint.enabled',
    type: 'boolean',
    default: true,
    about: 'Whether the hub serves MCP at all.',
  },
  {
    key: 'mcp_endpoint.path',
    type: 'url-path',
    default: '/mcp/v1',
    about: 'Path of the MCP endpoint below hub.url.',
    affectsAgents: true,
  },
  {
    key: 'mcp_endpoint.include_hoa',
    type: 'boolean',
    default: false,
    about: 'Whether agents see and may call tools whose names begin with hoa_.',
  },
  {
    key: 'mcp_endpoint.token_in_query',
    type: 'boolean',
    default: false,
    about:
      'Whether a token is taken from ?token= too, for clients without headers; it then stands in their logs.',
  },
  {
    key: 'external_agents.enabled',
    type: 'boolean',
    default: true,
    about: 'Whether sync writes to agents at all.',
    affectsAgents: true,
  },
  {
    key: 'external_agents.sync_interval_minutes',
    type: 'integer',
    default: 15,
    min: 1,
    max: 1440,
    about: 'How often a running sync looks even if nothing seemed to change.',
  },
  {
    key: 'external_agents.conflict_policy',
    type: 'choice',
    default: 'ask',
    choices: CONFLICT_POLICIES,
    env: 'NERVE_EXTERNAL_AGENTS_CONFLICT',
    about: 'What to do where you changed something that nerve wrote.',
  },
  {
    key: 'external_agents.sidecars',
    type: 'boolean',
    default: true,
    about: 'Whether a file owned whole gets a .nerve-hash file beside it.',
    affectsAgents: true,
  },
  {
    key: 'secrets.in_workspace',
    type: 'choice',
    default: 'mask',
    choices: ['mask', 'refuse'],
    about: 'What to do with text in the workspace that looks like a secret.',
    affectsAgents: true,
  },
  {
    key: 'retention.events_days',
    type: 'integer',
    default: 90,
    min: 1,
    max: 36_500,
    about: 'How long the audit keeps the row of a call.',
  },
  {
    key: 'retention.idle_sessions_days',
    type: 'integer',
    default: 30,
    min: 1,
    max: 36_500,
    about: 'After how many days without a call a session is archived.',
  },
  {
    key: 'ingest.scope',
    type: 'choice',
    default: 'workspace',
    choices: ['workspace', 'explicit', 'any'],
    about:
      'Whose conversations are taken in: of agents that worked in the workspace, in ingest.paths, or anywhere.',
  },
  {
    key: 'ingest.paths',
    type: 'string',
    default: '',
    about: 'Folders for ingest.scope explicit, separated as in PATH; what is below them counts too.',
  },
];
