/** @intellectronica/ruler: projects only; it refuses to write below HOME itself. */
import { join } from 'node:path';
import { binOf, type Peer } from '../lib/peers.ts';
import { RULES, SERVERS } from './sample.ts';
import { PROJECT_PLACES, put, type Sandbox, type Tool } from './tool.ts';

export function rulerTool(peer: Peer): Tool {
  const bin = binOf(peer, 'ruler');
  const command = ({ home, project }: Sandbox, ...args: string[]) => ({
    args: [bin, ...args],
    cwd: project,
    env: { HOME: home },
  });
  return {
    name: 'ruler',
    version: peer.version,
    scope: 'project',
    weight: peer.weight,
    places: PROJECT_PLACES,
    own: ['project/.ruler'],
    prepare({ project }) {
      const { remote, local } = SERVERS;
      const settings = [
        'default_agents = ["codex", "claude"]',
        `[mcp_servers.${remote.name}]`,
        `url = "${remote.url}"`,
        `[mcp_servers.${local.name}]`,
        `command = "${local.command}"`,
        `args = ${JSON.stringify(local.args)}`,
      ];
      put(join(project, '.ruler/AGENTS.md'), RULES.style);
      put(join(project, '.ruler/tests.md'), RULES.tests);
      put(join(project, '.ruler/ruler.toml'), `${settings.join('\n')}\n`);
    },
    apply: (sandbox) => [command(sandbox, 'apply', '--local-only')],
    undo: (sandbox) => [command(sandbox, 'revert', '--local-only')],
    help: (sandbox) => command(sandbox, '--help'),
  };
}
