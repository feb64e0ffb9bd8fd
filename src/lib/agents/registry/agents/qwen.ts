/** Qwen Code, a relative of Gemini CLI with words of its own. */
import type { AgentRecord, SharedFile } from '../agent-record.ts';
import { qwenDialect } from '../dialects.ts';

const settings: SharedFile = { place: { at: '{home}/settings.json' }, format: 'jsonc' };
const memory = { place: { at: '{home}/QWEN.md' }, ownership: 'block' } as const;

export const qwen: AgentRecord = {
  name: 'qwen',
  title: 'Qwen Code',
  program: 'qwen',
  aliases: ['qwen-code'],
  home: { variable: 'QWEN_HOME', folder: '.qwen' },
  verified: { version: '0.24.4', on: '2026-11-21' },
  mcp: {
    file: settings,
    path: ['mcpServers'],
    entry: { httpUrl: '{url}' },
    tuning: { timeout: 300_000 },
    auth: {
      inline: { headers: { Authorization: 'Bearer {token}' } },
      env: { headers: { Authorization: 'Bearer ${NERVE_TOKEN}' } },
    },
    dialect: qwenDialect,
  },
  settings: [],
  permissions: {
    nerve: [{ kind: 'entry', value: { trust: true } }],
    'allow-all': [
      { kind: 'entry', value: { trust: true } },
      {
        kind: 'key',
        file: settings,
        path: ['tools', 'approvalMode'],
        value: 'yolo',
        label: 'permission to run everything unasked',
      },
    ],
    none: [],
  },
  bundle: {
    style: 'plain',
    include: ['SOUL', 'IDENTITY', 'USER', 'AGENTS', 'TOOLS', 'MEMORY'],
    budgetBytes: 40 * 1024,
    default: memory,
    memoryFile: memory,
    sessionContextCall: 'mcp__nerve__session_context(topic)',
  },
  skills: { place: { at: '{home}/skills' } },
};
