/** Claude Code. */
import type { AgentRecord, SharedFile } from '../agent-record.ts';
import { claudeDialect } from '../dialects.ts';

/** User-scope MCP servers live beside `~/.claude`, not in it; `CLAUDE_CONFIG_DIR` moves the file inside. */
const state: SharedFile = {
  place: { at: '{user}/.claude.json', moved: '{home}/.claude.json' },
  format: 'jsonc',
  lock: 'proper-lockfile',
};
const settings: SharedFile = { place: { at: '{home}/settings.json' }, format: 'jsonc' };

export const claudeCode: AgentRecord = {
  name: 'claude-code',
  title: 'Claude Code',
  program: 'claude',
  aliases: ['claude', 'claudecode'],
  home: { variable: 'CLAUDE_CONFIG_DIR', folder: '.claude' },
  verified: { version: '2.1.328', on: '2026-11-21' },
  mcp: {
    file: state,
    project: { file: '.mcp.json', format: 'jsonc' },
    path: ['mcpServers'],
    entry: { type: 'http', url: '{url}' },
    dialect: claudeDialect,
    auth: {
      inline: { headers: { Authorization: 'Bearer {token}' } },
      env: { headers: { Authorization: `Bearer \${NERVE_TOKEN}` } },
      helper: { value: { headersHelper: '{helper}' }, since: '2.1.0' },
    },
  },
  settings: [],
  permissions: {
    nerve: [
      {
        kind: 'member',
        file: settings,
        path: ['permissions', 'allow'],
        member: 'mcp__nerve',
        label: "permission to use nerve's tools unasked",
      },
    ],
    'allow-all': [
      {
        kind: 'member',
        file: settings,
        path: ['permissions', 'allow'],
        member: 'mcp__nerve',
        label: "permission to use nerve's tools unasked",
      },
      {
        kind: 'key',
        file: settings,
        path: ['permissions', 'defaultMode'],
        value: 'bypassPermissions',
        label: 'permission to run everything unasked',
      },
    ],
    none: [],
  },
  bundle: {
    style: 'claude-code',
    include: ['SOUL', 'IDENTITY', 'USER', 'AGENTS', 'TOOLS', 'MEMORY'],
    budgetBytes: 40 * 1024,
    default: { place: { at: '{home}/rules/nerve.md' }, ownership: 'file' },
    memoryFile: { place: { at: '{home}/CLAUDE.md' }, ownership: 'block' },
    sessionContextCall: 'mcp__nerve__session_context(topic)',
  },
  skills: { place: { at: '{home}/skills' } },
};
