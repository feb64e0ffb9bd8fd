import { describe, expect, it } from 'vitest';
import {
  hasImportsFor,
  IMPORT_END,
  importBegin,
  importedSections,
  onlyImports,
  withoutOwnImports,
} from '../../../../src/lib/agents/bundles/imported.ts';
import { renderBundle } from '../../../../src/lib/agents/bundles/render.ts';
import { CODEX, recipe, workspace } from './workspaces.ts';

const section = (agents: string, body: string): string =>
  [importBegin(agents.split(' ')), `## Imported from ${agents}`, '', body, IMPORT_END].join('\n');

const TEXT = `# Agents

- Own rule.

${section('codex', '- From codex.')}

${section('claude-code gemini', '- From both.')}

- Last rule.
`;

describe('importedSections', () => {
  it('finds sections by their markers', () => {
    expect(importedSections(TEXT)).toEqual([
      { agents: ['codex'], first: 4, end: 9 },
      { agents: ['claude-code', 'gemini'], first: 10, end: 15 },
    ]);
  });

  it.each([
    ['no end', `${importBegin(['codex'])}\ntext`],
    ['no begin', `text\n${IMPORT_END}`],
    ['the end first', `${IMPORT_END}\n${importBegin(['codex'])}\ntext`],
    ['a marker in a line', `see ${importBegin(['codex'])}\n${IMPORT_END}`],
    ['no agent', `<!-- nerve:import  -->\n${IMPORT_END}`],
  ])('%s: none', (_, text) => {
    expect(importedSections(text)).toEqual([]);
    expect(withoutOwnImports(text, 'codex')).toBe(text);
  });

  it('takes the nearest begin for an end', () => {
    const text = `${importBegin(['codex'])}\nlost\n${section('gemini', 'x')}`;
    expect(importedSections(text)).toEqual([{ agents: ['gemini'], first: 2, end: 7 }]);
  });
});

describe('what an agent gets', () => {
  it('is everything but its own sections', () => {
    const codex = withoutOwnImports(TEXT, 'codex');
    expect(codex).not.toContain('From codex');
    expect(codex).toContain('- Own rule.\n\n<!-- nerve:import claude-code gemini -->');
    expect(withoutOwnImports(TEXT, 'gemini')).toContain('From codex');
    expect(withoutOwnImports(TEXT, 'gemini')).not.toContain('From both');
    expect(withoutOwnImports(TEXT, 'qwen')).toBe(TEXT);
  });

  it('is only the imports of others where the file is not meant for it', () => {
    expect(onlyImports(TEXT, 'codex')).toBe(section('claude-code gemini', '- From both.'));
    expect(hasImportsFor(TEXT, 'codex')).toBe(true);
    expect(hasImportsFor(section('codex', 'x'), 'codex')).toBe(false);
  });

  it('arrives in the bundle', async () => {
    const files = workspace({ 'SOUL.md': 'Be kind.', 'AGENTS.md': TEXT });
    const codex = await renderBundle(files, recipe(CODEX));
    expect(codex.text).toContain('# AGENTS\n\n## Imported from claude-code gemini\n\n- From both.\n\n---');
    expect(codex.text).not.toMatch(/Own rule|From codex|Last rule|nerve:import/);
    const claude = await renderBundle(files, recipe());
    expect(claude.text).toContain('- Own rule.\n\n## Imported from codex\n\n- From codex.\n\n- Last rule.');
    expect(claude.text).not.toContain('From both');
  });

  it('is no reason to read a file that is not meant for the agent', async () => {
    const files = workspace({ 'SOUL.md': 'Be kind.', 'AGENTS.md': `Rule.\n\n${section('codex', 'Mine.')}` });
    const codex = await renderBundle(files, recipe(CODEX));
    expect(codex.inputs.map(({ file }) => file)).toEqual(['SOUL.md']);
    expect(codex.text).not.toMatch(/# AGENTS|Rule|Mine/);
  });
});
