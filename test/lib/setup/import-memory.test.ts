import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectAgent } from '../../../src/lib/agents/registry/detect.ts';
import { PROGRAMS } from '../../../src/lib/agents/registry/registry.ts';
import { createContext } from '../../../src/lib/setup/create-context.ts';
import { findMemories } from '../../../src/lib/setup/import-memory.ts';
import { type Content, makeHome } from '../../support/home.ts';

async function find(contents: Readonly<Record<string, Content>>, prepare?: (home: string) => void) {
  const home = makeHome(contents);
  prepare?.(home);
  const silent = () => {};
  const context = await createContext({
    env: { HOME: home, PATH: '' },
    homeFlag: undefined,
    log: { info: silent, warn: silent, debug: silent },
    version: '0.0.0',
    root: home,
    harmless: true,
    namedFiles: [],
  });
  const detections = PROGRAMS.map((agent) => detectAgent(agent, context.system, context));
  const { found, skipped } = await findMemories(context, detections, 'host-1');
  return {
    found: found.map((memory) => ({
      ...memory,
      agents: memory.agents.map(({ name }) => name),
      file: memory.file.slice(home.length + 1),
    })),
    skipped: skipped.map(({ file, why }) => `${file.slice(home.length + 1)}: ${why}`),
    home,
  };
}

describe('findMemories', () => {
  it('reads what the user wrote, without the block of nerve and front matter', async () => {
    const { found } = await find({
      '.codex/AGENTS.md':
        '---\ntitle: x\n---\n\n# My *rules*\n\nTabs.\n\n<!-- nerve:begin -->\nbundle\n<!-- nerve:end -->\n',
      '.claude': null,
    });
    expect(found).toMatchObject([
      {
        agents: ['codex'],
        file: '.codex/AGENTS.md',
        heading: 'My *rules*',
        shared: '### My *rules*\n\nTabs.',
      },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/bundle|title: x/);
  });

  it.each([
    ['no agent', {}],
    ['no file', { '.codex': null }],
    ['blank', { '.codex/AGENTS.md': ' \n\n' }],
    ['only the block', { '.codex/AGENTS.md': '<!-- nerve:begin -->\nx\n<!-- nerve:end -->\n' }],
    ['only comments', { '.codex/AGENTS.md': '<!-- a -->\n\n# AGENTS\n' }],
  ])('finds nothing: %s', async (_, contents) => {
    expect(await find(contents)).toMatchObject({ found: [], skipped: [] });
  });

  it('reads the file that hides the memory file', async () => {
    const { found } = await find({
      '.codex/AGENTS.md': 'Hidden.',
      '.codex/AGENTS.override.md': 'Seen.',
      '.claude': null,
    });
    expect(found).toMatchObject([{ file: '.codex/AGENTS.override.md', shared: 'Seen.' }]);
  });

  it('takes a file that two agents share once, by link or as a copy', async () => {
    const linked = await find({ '.codex/AGENTS.md': '# Rules\n\nTabs.\n', '.claude': null }, (home) =>
      symlinkSync(join(home, '.codex/AGENTS.md'), join(home, '.claude/CLAUDE.md')),
    );
    const copied = await find({ '.codex/AGENTS.md': 'Tabs.\n', '.claude/CLAUDE.md': 'Tabs.\r\n' });
    for (const { found } of [linked, copied])
      expect(found).toMatchObject([{ agents: ['codex', 'claude-code'] }]);
  });

  it('takes lines that several files have with the first', async () => {
    const { found } = await find({
      '.codex/AGENTS.md': '- Tabs.\n- Pnpm.\n',
      '.claude/CLAUDE.md': '* Tabs.\n* Ask.\n',
    });
    expect(found.map(({ shared }) => shared)).toEqual(['- Tabs.\n- Pnpm.', '* Ask.']);
  });

  it('leaves out what the workspace has already', async () => {
    const section = '<!-- nerve:import codex -->\nTabs.\n<!-- nerve:import:end -->\n';
    const { found } = await find({
      '.codex/AGENTS.md': 'Tabs.',
      '.claude/CLAUDE.md': 'Tabs.\n\nAsk.',
      'nerve-workspace/AGENTS.md': section,
    });
    expect(found).toMatchObject([{ agents: ['claude-code'], shared: 'Ask.' }]);
  });

  it.each([
    ['not UTF-8', Buffer.from([0x41, 0xff]), 'it is not UTF-8 text'],
    ['too large', 'x'.repeat(262_145), 'it has 262145 bytes, more than 262144'],
    ['broken markers', '<!-- nerve:begin -->\nx\n', 'nerve:begin'],
    ['a folder', null, 'AGENTS.md'],
  ])('skips a file and says why: %s', async (_, content, why) => {
    const { found, skipped } = await find({ '.codex/AGENTS.md': content, '.claude/CLAUDE.md': 'Ask.' });
    expect(found).toMatchObject([{ agents: ['claude-code'] }]);
    expect(skipped).toHaveLength(1);
    expect(skipped[0]).toContain(why);
  });
});
