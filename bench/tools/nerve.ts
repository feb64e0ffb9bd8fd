/** nerve: two workspace files stand for the rules; the one server that it writes is its own, with a token for each agent. */
import { join } from 'node:path';
import type { StagedNerve } from '../lib/stage.ts';
import { RULES } from './sample.ts';
import { put, type Sandbox, type Tool, USER_PLACES } from './tool.ts';

const SETTINGS = `external_agents:
  targets:
    - name: codex
      enabled: true
    - name: claude-code
      enabled: true
`;

/** @param start `init` makes all from nothing; `sync` finds settings and workspace ready, as the peers find their sources. */
export function nerveTool(staged: StagedNerve, start: 'init' | 'sync'): Tool {
  const command = ({ home }: Sandbox, ...args: string[]) => ({
    args: [staged.bin, ...args],
    cwd: home,
    env: { HOME: home },
  });
  const words = start === 'init' ? ['init', '--yes', '--agents', 'codex,claude-code'] : ['sync'];
  return {
    name: start === 'init' ? 'nerve init' : 'nerve sync',
    version: staged.version,
    scope: 'user',
    weight: staged.weight,
    places: USER_PLACES,
    own: ['.nerve', 'nerve-workspace'],
    prepare({ home }) {
      if (start === 'init') return;
      put(join(home, '.nerve/config.yaml'), SETTINGS);
      put(join(home, 'nerve-workspace/SOUL.md'), RULES.style);
      put(join(home, 'nerve-workspace/TOOLS.md'), RULES.tests);
    },
    apply: (sandbox) => [command(sandbox, ...words)],
    undo: (sandbox) => [command(sandbox, 'uninstall', '--yes')],
    help: (sandbox) => command(sandbox, '--help'),
  };
}
