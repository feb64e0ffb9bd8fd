import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SeedTarget } from '../../../../src/lib/agents/changes/target.ts';
import { createAllowlist } from '../../../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../../../src/lib/base/system/real-system.ts';
import { type Importable, placeImports } from '../../../../src/lib/setup/wizard/place-imports.ts';
import { type Content, makeHome } from '../../../support/home.ts';

const CLAUDE: Importable = {
  agents: [{ name: 'claude-code', title: 'Claude Code' }],
  shared: '- Tabs.',
  local: '- localhost:80',
};
const BOTH: Importable = {
  agents: [
    { name: 'codex', title: 'Codex' },
    { name: 'gemini', title: 'Gemini CLI' },
  ],
  shared: '- Spaces.',
  local: '',
};

const SECTION =
  '<!-- nerve:import claude-code -->\n## Imported from Claude Code\n\n- Tabs.\n<!-- nerve:import:end -->\n';

function place(files: Readonly<Record<string, Content>>, memories: readonly Importable[]) {
  const home = makeHome({ w: null, ...files });
  const workspace = join(home, 'w');
  const system = createRealSystem({ allowlist: createAllowlist({ roots: [workspace], files: [], home }) });
  const seed: SeedTarget = {
    kind: 'seed',
    id: 'nerve:workspace/AGENTS.md',
    owner: 'nerve',
    file: join(workspace, 'AGENTS.md'),
    label: 'workspace file',
    text: '# Agents\n',
  };
  const placed = placeImports(system, workspace, [seed], memories);
  const texts = placed.targets.map((target) => ('text' in target ? target.text : undefined));
  return { workspace, system, seed, placed, texts };
}

describe('placeImports', () => {
  it('without memories changes nothing', () => {
    const { placed, seed } = place({}, []);
    expect(placed.targets).toEqual([seed]);
  });

  it('new files hold the sections from the start', () => {
    const { placed, texts } = place({}, [CLAUDE, BOTH]);
    expect(placed.targets.map(({ kind, id }) => [kind, id])).toEqual([
      ['seed', 'nerve:workspace/AGENTS.md'],
      ['seed', 'nerve:workspace/AGENTS.local.md'],
    ]);
    expect(texts[0]).toBe(
      `# Agents\n\n${SECTION}\n<!-- nerve:import codex gemini -->\n## Imported from Codex and Gemini CLI\n\n- Spaces.\n<!-- nerve:import:end -->\n`,
    );
    expect(texts[1]).toContain('- localhost:80\n<!-- nerve:import:end -->\n');
    expect(texts[1]).not.toContain('Codex');
  });

  it.each([
    ['a text', 'Mine.\n', `Mine.\n\n${SECTION}`],
    ['no final line ending', 'Mine.', `Mine.\n\n${SECTION}`],
    ['nothing', '', SECTION],
    ['CRLF', 'Mine.\r\n', `Mine.\r\n\r\n${SECTION.replaceAll('\n', '\r\n')}`],
    ['a byte order mark', '\ufeffMine.\n', `\ufeffMine.\n\n${SECTION}`],
  ])('a file with %s keeps it and its mode', (_, before, after) => {
    const file = { bytes: before, mode: 0o644 };
    const { placed, workspace } = place({ 'w/AGENTS.md': file }, [{ ...CLAUDE, local: '' }]);
    expect(placed.targets).toMatchObject([{ kind: 'own', text: after, mode: 0o644 }]);
    const system = { read: () => undefined, stat: () => undefined, list: () => [] };
    expect(placed.reader(system).read(join(workspace, 'AGENTS.md'))?.bytes.toString()).toBe(after);
  });

  it('does not add what is there', () => {
    const { placed, seed } = place({ 'w/AGENTS.md': `Mine.\n\n${SECTION}` }, [{ ...CLAUDE, local: '' }]);
    expect(placed.targets).toEqual([seed]);
  });

  it.each([
    ['code block', 'text\n```\ncode\n'],
    ['HTML comment', 'text\n<!-- note\n'],
  ])('refuses a file that ends inside a %s', (_, text) => {
    expect(() => place({ 'w/AGENTS.md': text }, [CLAUDE])).toThrow(/ends inside an? /);
  });

  it('notices an edit by somebody else', () => {
    const { placed, workspace } = place({ 'w/AGENTS.md': 'Mine.\n' }, [CLAUDE]);
    placed.check();
    writeFileSync(join(workspace, 'AGENTS.md'), 'Other.\n');
    expect(placed.check).toThrow('changed by somebody else');
  });
});
