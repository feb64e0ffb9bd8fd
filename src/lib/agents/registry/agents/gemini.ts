/** Gemini CLI. Running everything unasked is no setting of it, only its flag `--yolo`. */
import type { AgentRecord, SharedFile } from '../agent-record.ts';
import { geminiDialect } from '../dialects.ts';

const settings: SharedFile = { place: { at: '{home}/settings.json' }, format: 'jsonc' };
const memory = { place: { at: '{home}/GEMINI.md' }, ownership: 'block' } as const;

export const gemini: AgentRecord = {
  name: 'gemini',
  title: 'Gemini CLI',
  program: 'gemini',
  aliases: ['gemini-cli'],
  home: { variable: 'GEMINI_CLI_HOME', below: '.gemini', folder: '.gemini' },
  verified: { version: '0.61.0', on: '2026-11-21' },
  mcp: {
    file: settings,
    path: ['mcpServers'],
    entry: { type: 'http', url: '{url}' },
    tuning: { timeout: 300_000 },
    auth: {
      inline: { headers: { Authorization: 'Bearer {token}' } },
      env: { headers: { Authorization: 'Bearer ${NERVE_TOKEN}' } },
    },
    dialect: geminiDialect,
  },
  settings: [],
  permissions: {
    nerve: [{ kind: 'entry', value: { trust: true } }],
    'allow-all': [{ kind: 'entry', value: { trust: true } }],
    none: [],
  },
  bundle: {
    style: 'plain',
    include: ['SOUL', 'IDENTITY', 'USER', 'AGENTS', 'TOOLS', 'MEMORY'],
    budgetBytes: 40 * 1024,
    default: memory,
    memoryFile: memory,
    sessionContextCall: 'mcp_nerve_session_context(topic)',
  },
  skills: { place: { at: '{home}/skills' } },
};
