/** rulesync in its global mode: the sources lie in a folder of their own, the user's files are written. */
import { join } from 'node:path';
import { binOf, type Peer } from '../lib/peers.ts';
import { RULES, SERVERS } from './sample.ts';
import { put, type Sandbox, type Tool, USER_PLACES } from './tool.ts';

const SOURCES = '.aiglobal';

export function rulesyncTool(peer: Peer): Tool {
  const bin = binOf(peer, 'rulesync');
  const command = ({ home }: Sandbox, ...args: string[]) => ({
    args: [bin, ...args],
    cwd: join(home, SOURCES),
    env: { HOME: home },
  });
  return {
    name: 'rulesync',
    version: peer.version,
    scope: 'user',
    weight: peer.weight,
    places: USER_PLACES,
    own: [SOURCES],
    prepare({ home }) {
      const { remote, local } = SERVERS;
      const sources = join(home, SOURCES);
      const settings = { global: true, targets: ['codexcli', 'claudecode'], features: ['rules', 'mcp'] };
      const servers = {
        [remote.name]: { type: 'http', url: remote.url },
        [local.name]: { type: 'stdio', command: local.command, args: local.args },
      };
      put(join(sources, 'rulesync.jsonc'), JSON.stringify(settings));
      put(join(sources, '.rulesync/mcp.jsonc'), JSON.stringify({ mcpServers: servers }));
      for (const [name, text] of Object.entries(RULES)) {
        put(join(sources, `.rulesync/rules/${name}.md`), `---\nroot: true\ntargets: ["*"]\n---\n\n${text}`);
      }
    },
    apply: (sandbox) => [command(sandbox, 'generate')],
    undo: undefined,
    help: (sandbox) => command(sandbox, '--help'),
  };
}
