import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CHOICE } from '../../../src/lib/base/config/agent-choice.ts';
import { loadConfig } from '../../../src/lib/base/config/config.ts';
import type { Context } from '../../../src/lib/base/config/context.ts';
import { resolvePaths } from '../../../src/lib/base/config/paths.ts';
import type { ServerDefinition } from '../../../src/lib/base/config/servers.ts';
import { createAllowlist } from '../../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../../src/lib/base/system/real-system.ts';
import { type ConfigEdits, configTarget } from '../../../src/lib/setup/config-file.ts';
import { makeHome, put } from '../../support/home.ts';

function contextOf(home: string): Pick<Context, 'system' | 'paths'> {
  const paths = resolvePaths({ HOME: home });
  const allowlist = createAllowlist({ roots: [paths.nerveHome], files: [], home });
  return { system: createRealSystem({ allowlist }), paths };
}

/** Runs edits one after the other on a real file; returns what it says then, and its text. */
async function edited(start: string | null, ...edits: readonly ConfigEdits[]) {
  const home = makeHome({ '.nerve': null });
  const context = contextOf(home);
  const { system, paths } = context;
  if (start !== null) put(home, { '.nerve/config.yaml': start });
  for (const edit of edits) {
    const target = await configTarget(context, edit);
    if (target) writeFileSync(target.file, target.text ?? '');
  }
  const config = await loadConfig(system, paths, { HOME: home });
  return {
    home,
    config,
    text: system.read(paths.config)?.bytes.toString() ?? '',
    again: () => configTarget(context, edits.at(-1) ?? {}),
  };
}

const codex = { ...DEFAULT_CHOICE, name: 'codex' };
const claude = { ...DEFAULT_CHOICE, name: 'claude-code', auth: 'env', enabled: false } as const;

describe('configTarget', () => {
  it('makes a file that says who is configured and what differs from the default', async () => {
    const { config, text, again } = await edited(null, { choices: [codex, claude] });
    expect(config.agents).toEqual([codex, claude]);
    expect(text).not.toContain('permissions');
    expect(await again()).toBeUndefined();
  });

  it('changes one agent and keeps comments and keys of the user', async () => {
    const start = `# mine
external_agents:
  targets:
    - name: codex # first
      enabled: true
      note: keep me
hub:
  url: http://elsewhere # far away
`;
    const { config, text } = await edited(start, { choices: [{ ...codex, permissions: 'none' }] });
    expect(config.agents).toEqual([{ ...codex, permissions: 'none' }]);
    for (const part of ['# mine', '# first', '# far away', 'http://elsewhere']) expect(text).toContain(part);
  });

  it('says it when an answer goes back to its default', async () => {
    const special = { ...codex, auth: 'env', permissions: 'none', bundle: 'none', skills: false } as const;
    const { config, again } = await edited(null, { choices: [special] }, { choices: [codex] });
    expect(config.agents).toEqual([codex]);
    expect(await again()).toBeUndefined();
  });

  it('takes an agent out, also the last one', async () => {
    const { config } = await edited(
      null,
      { choices: [codex, claude] },
      { removed: ['codex'] },
      { removed: ['claude-code'] },
    );
    expect(config.agents).toEqual([]);
    expect(config.exists).toBe(true);
  });

  describe('servers', () => {
    const servers: readonly ServerDefinition[] = [
      { kind: 'stdio', name: 'one', command: 'x', args: ['a b'], env: { K: '${K}' }, agents: ['codex'] },
      { kind: 'http', name: 'two', url: 'https://h', headers: { A: 'Bearer ${T}: #1' } },
    ];
    it.each([
      ['no section', 'hub:\n  url: http://h # mine\n'],
      ['an empty section', 'servers: # mine\nname: Ann\n'],
      ['an empty mapping', 'servers: {} # mine\n'],
    ])('%s', async (_, start) => {
      const { config, text } = await edited(start, { servers });
      expect(config.servers).toEqual(servers);
      expect(text).toContain('# mine');
    });

    it.each([
      ['block', 'servers:\n  # the first\n  own:\n    command: y # mine\n\n# the end\nname: Ann\n'],
      ['flow', '# the first\nservers: { own: { command: y } } # mine\n# the end\n'],
      ['CRLF', '# the first\r\nservers:\r\n  own:\r\n    command: y # mine\r\n# the end\r\n'],
    ])('beside others, %s', async (_, start) => {
      const { config, text } = await edited(start, { servers });
      expect(config.servers.map(({ name }) => name)).toEqual(['own', 'one', 'two']);
      for (const comment of ['# the first', '# mine', '# the end']) expect(text).toContain(comment);
      expect(/[^\r]\n/.test(text)).toBe(!start.includes('\r'));
    });

    it('refuses a text that cannot be edited safely', async () => {
      const home = makeHome({
        '.nerve/config.yaml': 'base: &base { own: { command: y } }\nservers: *base\n',
      });
      await expect(configTarget(contextOf(home), { servers })).rejects.toMatchObject({
        code: 'edit-refused',
      });
    });
  });

  it.each([
    ['~/nerve-workspace', false],
    ['~/notes', true],
    ['/elsewhere/notes', true],
  ])('names the workspace %s only if it is not the default', async (workspace, isNamed) => {
    const start = await edited(null, { choices: [codex] });
    const path = workspace.replace('~', start.home);
    const context = contextOf(start.home);
    const target = await configTarget(context, { workspace: path });
    expect(target !== undefined).toBe(isNamed);
    if (isNamed) expect(target?.text).toContain(`workspace: ${workspace}`);
  });

  it('follows the workspace back to the default', async () => {
    const { home } = await edited(null);
    const { text } = await edited('workspace: ~/notes\n', { choices: [codex] });
    expect(text).toContain('workspace: ~/notes');
    put(home, { '.nerve/config.yaml': text });
    const context = contextOf(home);
    const target = await configTarget(context, { workspace: join(home, 'nerve-workspace') });
    expect(target?.text).toContain('workspace: ~/nerve-workspace');
  });
});
