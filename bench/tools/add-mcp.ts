/** add-mcp: servers only, one a run, into the user's files; it knows no rules. */
import { binOf, type Peer } from '../lib/peers.ts';
import { SERVERS } from './sample.ts';
import { type Sandbox, type Tool, USER_PLACES } from './tool.ts';

export function addMcpTool(peer: Peer): Tool {
  const bin = binOf(peer, 'add-mcp');
  const command = ({ home }: Sandbox, ...args: string[]) => ({
    args: [bin, ...args],
    cwd: home,
    env: { HOME: home },
  });
  const flags = ['--global', '--yes', '--agent', 'codex', '--agent', 'claude-code'];
  const { remote, local } = SERVERS;
  return {
    name: 'add-mcp',
    version: peer.version,
    scope: 'user',
    weight: peer.weight,
    places: USER_PLACES,
    own: ['.config/add-mcp'],
    prepare: () => {},
    apply: (sandbox) => [
      command(sandbox, remote.url, '--name', remote.name, ...flags),
      command(sandbox, [local.command, ...local.args].join(' '), '--name', local.name, ...flags),
    ],
    undo: (sandbox) =>
      [remote.name, local.name].map((name) => command(sandbox, 'remove', name, '--global', '--yes')),
    help: (sandbox) => command(sandbox, '--help'),
  };
}
