/** Codex CLI. */
import type { AgentRecord, SharedFile } from '../agent-record.ts';
import { codexDialect } from '../codex-dialect.ts';

const config: SharedFile = { place: { at: '{home}/config.toml' }, format: 'toml' };

export const codex: AgentRecord = {
  name: 'codex',
  title: 'Codex',
  program: 'codex',
  aliases: ['openai-codex', 'codex-cli'],
  home: { variable: 'CODEX_HOME', folder: '.codex' },
  verified: { version: '0.169.0', on: '2026-11-21' },
  mcp: {
    file: config,
    project: { file: '.codex/config.toml', format: 'toml' },
    path: ['mcp_servers'],
    entry: { url: '{url}' },
    tuning: { tool_timeout_sec: 300 },
    agentKeys: ['tools'],
    dialect: codexDialect,
    auth: {
      inline: { http_headers: { Authorization: 'Bearer {token}' } },
      env: { bearer_token_env_var: 'NERVE_TOKEN' },
      // Older releases ignore the key silently and would connect without a token.
      helper: { value: { http_headers_helper: '{helper}' }, since: '0.169.0' },
    },
  },
  settings: [
    {
      // Codex drops a server's tools from the first turn if it answers later than about a second.
      kind: 'key',
      file: config,
      path: ['mcp_optional_startup_grace_ms'],
      value: 5000,
      ifAbsent: true,
      label: 'time for MCP servers to answer before the first turn',
    },
  ],
  permissions: {
    // Without it `codex exec` refuses every tool that is not read-only.
    nerve: [{ kind: 'entry', value: { default_tools_approval_mode: 'approve' } }],
    'allow-all': [
      { kind: 'entry', value: { default_tools_approval_mode: 'approve' } },
      {
        kind: 'key',
        file: config,
        path: ['approval_policy'],
        value: 'never',
        label: 'permission to run everything unasked',
      },
      {
        kind: 'key',
        file: config,
        path: ['sandbox_mode'],
        value: 'danger-full-access',
        label: 'permission to leave the sandbox',
      },
    ],
    none: [],
  },
  bundle: {
    style: 'codex',
    include: ['SOUL', 'IDENTITY', 'USER', 'TOOLS', 'MEMORY'],
    budgetBytes: 64 * 1024,
    default: { place: { at: '{home}/AGENTS.md' }, ownership: 'block' },
    memoryFile: { place: { at: '{home}/AGENTS.md' }, ownership: 'block' },
    sessionContextCall: 'session_context(topic)',
    shadowedBy: [
      {
        place: { at: '{home}/AGENTS.override.md' },
        why: 'Codex reads it instead of AGENTS.md',
      },
    ],
  },
  skills: { place: { at: '{home}/skills' } },
};
