/** Adds the servers of the sample to both agents' files by parsing and printing them. Argument: the servers as JSON. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as toml from 'smol-toml';

const { remote, local } = JSON.parse(process.argv[2] ?? '');
const servers = {
  [remote.name]: { url: remote.url },
  [local.name]: { command: local.command, args: local.args },
};

edit('.codex/config.toml', (text) => {
  const data = toml.parse(text, { integersAsBigInt: 'asNeeded' });
  data.mcp_servers = { ...(data.mcp_servers as toml.TomlTable), ...servers };
  return toml.stringify(data);
});
edit('.claude.json', (text) => {
  const data = JSON.parse(text || '{}');
  data.mcpServers = { ...data.mcpServers, ...servers };
  return `${JSON.stringify(data, null, 2)}\n`;
});

function edit(file: string, change: (text: string) => string): void {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // The first one.
  }
  writeFileSync(file, change(text));
}
