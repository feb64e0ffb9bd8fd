import { describe, expect, it } from 'vitest';
import { blocksOf } from '../../../../src/lib/setup/wizard/blocks.ts';
import { splitMemory } from '../../../../src/lib/setup/wizard/split-memory.ts';

const facts = { home: '/home/ann', hostname: 'laptop-7' };
const split = (text: string, seen: Iterable<string> = []) =>
  splitMemory(text, { title: 'CLAUDE', facts, seen: new Set(seen) });

describe('blocksOf', () => {
  it('cuts at headings, items, paragraphs and code, and keeps what belongs together', () => {
    const text = 'One\ntwo\n\n- a\n  - b\n\n  c\n- d\nlazy\n\n```\ncode\n\nmore\n```\nend';
    expect(blocksOf(text, '').map((block) => ('lines' in block ? block.lines.join('|') : block))).toEqual([
      'One|two',
      '- a|  - b||  c',
      '- d|lazy',
      '```|code||more|```',
      'end',
    ]);
  });

  it.each([['## Two ##', 2, 'Two'] as const, ['One\n---', 2, 'One'] as const])('%s', (text, level, words) => {
    expect(blocksOf(text, '')).toContainEqual({ kind: 'heading', level, words });
  });
});

describe('splitMemory', () => {
  it('moves what is about this machine, with its headings', async () => {
    const text =
      '# CLAUDE.md\n\n# Rules\n\n- Tabs.\n- In /home/ann/src.\n\n## Ports\n\n- localhost:8080\n\n## Empty\n';
    const { shared, local, marked } = await split(text);
    expect(shared).toBe('### Rules\n\n- Tabs.');
    expect(local).toBe('### Rules\n\n- In /home/ann/src.\n\n#### Ports\n\n- localhost:8080');
    expect(marked).toEqual([
      { line: '- In /home/ann/src.', reasons: ['home path'] },
      { line: '- localhost:8080', reasons: ['local address'] },
    ]);
  });

  it('moves a block of code as a whole and closes it', async () => {
    const { shared, local } = await split('Run:\n\n```sh\ncd /home/ann\nmake');
    expect(shared).toBe('Run:');
    expect(local).toBe('```sh\ncd /home/ann\nmake\n```');
  });

  it('masks secrets, also in what is shown', async () => {
    const token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
    const result = await split(`- The token is ${token}\n`);
    expect(JSON.stringify(result)).not.toContain(token.slice(0, 12));
    expect(result.shared).toBe('');
    expect(result.marked[0]?.reasons).toEqual(['secret']);
  });

  it('leaves out comments and makes markers of nerve harmless', async () => {
    const { shared } = await split(
      'A\n<!-- note\nto me -->\nB\n\n```\n<!-- nerve:import:end -->\n<!-- nerve:end -->\n```\n\n<!-- open',
    );
    expect(shared).not.toMatch(/note|<!-- ?nerve|<!-- open/);
    expect(shared).toContain('A\nB');
  });

  it('quotes references to other files, so that nobody follows them from elsewhere', async () => {
    const { shared, local } = await split(
      'See @docs/rules.md and `@kept/as.md`, mail a@b.c.\n\n@~/.claude/x.md\n\n```\n@in/code.md\n```',
    );
    expect(shared).toBe('See `@docs/rules.md` and `@kept/as.md`, mail a@b.c.');
    expect(local).toBe('`@~/.claude/x.md`\n\n```\n@in/code.md\n```');
  });

  it('takes once what several files have, whatever the bullets', async () => {
    const first = await split('- Use  tabs.\n- Prefer pnpm.\n');
    const second = await split('Use tabs.\n\n* Prefer pnpm.\n* New.\n', first.keys);
    expect(second.shared).toBe('* New.');
    const all = await split('- Use tabs.\n', second.keys);
    expect(all.shared).toBe('');
  });

  it('drops control characters', async () => {
    expect((await split('a\u0007b\u001b[31mc\ufeff')).shared).toBe('ab[31mc');
  });

  it('levels: three and deeper, six at most', async () => {
    const { shared } = await split('# A\n\na\n\n##### B\n\nb\n\n###### C\n\nc');
    expect(shared.match(/^#+/gm)).toEqual(['###', '######', '######']);
    expect((await split('#### D\n\nd')).shared).toBe('#### D\n\nd');
  });
});
