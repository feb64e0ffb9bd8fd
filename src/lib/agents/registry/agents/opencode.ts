/** OpenCode. It runs the tools of configured servers unasked. */
import type { AgentRecord, SharedFile } from '../agent-record.ts';
import { opencodeDialect } from '../dialects.ts';

/** It reads both names as JSON with comments and merges them. */
const config: SharedFile = {
  place: { at: '{home}/opencode.json', other: '{home}/opencode.jsonc' },
  format: 'jsonc',
};
const memory = { place: { at: '{home}/AGENTS.md' }, ownership: 'block' } as const;

export const opencode: AgentRecord = {
  name: 'opencode',
  title: 'OpenCode',
  program: 'opencode',
  aliases: ['open-code'],
  home: { variable: 'XDG_CONFIG_HOME', below: 'opencode', folder: '.config/opencode' },
  verified: { version: '1.18.33', on: '2026-11-21' },
  mcp: {
    file: config,
    path: ['mcp'],
    entry: { type: 'remote', url: '{url}' },
    tuning: { enabled: true },
    auth: {
      inline: { headers: { Authorization: 'Bearer {token}' } },
      env: { headers: { Authorization: 'Bearer {env:NERVE_TOKEN}' } },
    },
    dialect: opencodeDialect,
  },
  settings: [],
  permissions: { nerve: [], 'allow-all': [], none: [] },
  bundle: {
    style: 'plain',
    include: ['SOUL', 'IDENTITY', 'USER', 'AGENTS', 'TOOLS', 'MEMORY'],
    budgetBytes: 40 * 1024,
    default: memory,
    memoryFile: memory,
    sessionContextCall: 'nerve_session_context(topic)',
  },
  skills: { place: { at: '{home}/skills' } },
};
