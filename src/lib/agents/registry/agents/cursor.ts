/**
 * Cursor, the editor and its command line. No release of it was run: the names are those of its documentation. Its
 * user rules live in the app, so there is no memory file; its list of allowed tools replaces the one in the app, so
 * nerve leaves both alone.
 */
import type { AgentRecord } from '../agent-record.ts';
import { cursorDialect } from '../dialects.ts';

export const cursor: AgentRecord = {
  name: 'cursor',
  title: 'Cursor',
  program: 'cursor-agent',
  aliases: ['cursor-cli', 'cursor-agent'],
  home: { folder: '.cursor' },
  mcp: {
    file: { place: { at: '{home}/mcp.json' }, format: 'jsonc' },
    project: { file: '.cursor/mcp.json', format: 'jsonc' },
    path: ['mcpServers'],
    entry: { url: '{url}' },
    auth: {
      inline: { headers: { Authorization: 'Bearer {token}' } },
      env: { headers: { Authorization: 'Bearer ${env:NERVE_TOKEN}' } },
    },
    dialect: cursorDialect,
  },
  settings: [],
  permissions: { nerve: [], 'allow-all': [], none: [] },
};
