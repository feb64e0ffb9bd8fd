/** GitHub Copilot CLI. It has no setting that allows a server's tools; its own flag `--allow-tool nerve` does. */
import type { AgentRecord, SharedFile } from '../agent-record.ts';
import { copilotDialect } from '../dialects.ts';

const config: SharedFile = { place: { at: '{home}/mcp-config.json' }, format: 'jsonc' };
const memory = { place: { at: '{home}/copilot-instructions.md' }, ownership: 'block' } as const;

export const copilot: AgentRecord = {
  name: 'copilot',
  title: 'GitHub Copilot CLI',
  program: 'copilot',
  aliases: ['copilot-cli', 'github-copilot'],
  home: { variable: 'COPILOT_HOME', folder: '.copilot' },
  verified: { version: '1.0.102', on: '2026-11-21' },
  mcp: {
    file: config,
    path: ['mcpServers'],
    entry: { type: 'http', url: '{url}' },
    tuning: { tools: ['*'] },
    auth: {
      inline: { headers: { Authorization: 'Bearer {token}' } },
      env: { headers: { Authorization: 'Bearer ${NERVE_TOKEN}' } },
    },
    dialect: copilotDialect,
  },
  settings: [],
  permissions: { nerve: [], 'allow-all': [], none: [] },
  bundle: {
    style: 'plain',
    include: ['SOUL', 'IDENTITY', 'USER', 'AGENTS', 'TOOLS', 'MEMORY'],
    budgetBytes: 32 * 1024,
    default: memory,
    memoryFile: memory,
    sessionContextCall: 'nerve-session_context(topic)',
  },
  skills: { place: { at: '{home}/skills' } },
};
