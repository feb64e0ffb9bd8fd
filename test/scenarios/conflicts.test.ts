/** A second run writes nothing; a change of nerve's own parts is a conflict that somebody has to decide. */
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { age, makeHome, put, read, timesOf, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const MINE = { '.codex/config.toml': 'model = "o3"\n', '.codex/AGENTS.md': '# Mine\n', '.claude': null };
const BEGIN = '<!-- nerve:begin -->';

function edit(home: string, file: string, change: (text: string) => string): void {
  const text = read(home, file);
  expect(change(text)).not.toBe(text);
  writeFileSync(join(home, file), change(text));
}

/** Times of all that a run could touch; the folder of the lock changes whenever the lock is held. */
function writesIn(home: string): Record<string, string> {
  const { '.nerve/ledger': _lock, ...times } = timesOf(home);
  return times;
}

it('writes nothing the second time', async () => {
  const home = makeHome(MINE);
  await nerve.expect(0, home, 'init --yes');
  age(home);
  const times = writesIn(home);
  for (const args of [
    'init --yes',
    'sync',
    'sync --check',
    'sync --dry-run',
    'agents status',
    'agents enable codex',
  ]) {
    await nerve.expect(0, home, args);
    expect(writesIn(home), args).toEqual(times);
  }
});

describe('sync --check', () => {
  it.each<[string, number, (home: string) => void]>([
    ['nothing', 0, () => {}],
    [
      'a change of the workspace',
      1,
      (home) => appendFileSync(join(home, 'nerve-workspace/SOUL.md'), '\nMore.\n'),
    ],
    ['the block gone', 1, (home) => writeFileSync(join(home, '.codex/AGENTS.md'), '# Mine\n')],
    ['the entry gone', 1, (home) => writeFileSync(join(home, '.codex/config.toml'), 'model = "o3"\n')],
    [
      'an edit inside the block',
      1,
      (home) => edit(home, '.codex/AGENTS.md', (text) => text.replace(BEGIN, `${BEGIN}\nmine`)),
    ],
    [
      'an edit of a user’s value',
      0,
      (home) => edit(home, '.codex/config.toml', (text) => text.replace('o3', 'o4')),
    ],
    ['a file of nerve’s gone', 1, (home) => rmSync(join(home, '.claude/rules/nerve.md'))],
    ['its published hash gone', 1, (home) => rmSync(join(home, '.claude/rules/nerve.md.nerve-hash'))],
    ['the token gone', 1, (home) => rmSync(join(home, '.nerve/secrets/agents/codex'))],
    ['the launcher gone', 1, (home) => rmSync(join(home, '.nerve/bin/nerve'))],
    ['a file that cannot be parsed', 1, (home) => edit(home, '.claude.json', (text) => text.slice(0, -3))],
  ])('after %s: %i', async (_title, code, change) => {
    const home = makeHome(MINE);
    await nerve.expect(0, home, 'init --yes');
    change(home);
    age(home);
    const times = timesOf(home);
    await nerve.expect(code, home, 'sync --check');
    expect(timesOf(home)).toEqual(times);
  });
});

describe('the user changed nerve’s part', () => {
  const changes: [string, string, (home: string) => void][] = [
    [
      'a key',
      '.codex/config.toml',
      (home) => edit(home, '.codex/config.toml', (text) => text.replace('= 300', '= 60')),
    ],
    [
      'an entry removed',
      '.claude.json',
      (home) => writeFileSync(join(home, '.claude.json'), '{\n  "numStartups": 1\n}\n'),
    ],
    [
      'a permission removed',
      '.claude/settings.json',
      (home) => writeFileSync(join(home, '.claude/settings.json'), '{}\n'),
    ],
    [
      'the block',
      '.codex/AGENTS.md',
      (home) => edit(home, '.codex/AGENTS.md', (text) => text.replace(BEGIN, `${BEGIN}\nMine.`)),
    ],
    [
      'the whole file',
      '.claude/rules/nerve.md',
      (home) => appendFileSync(join(home, '.claude/rules/nerve.md'), 'Mine.\n'),
    ],
    [
      'the whole file removed',
      '.claude/rules/nerve.md',
      (home) => rmSync(join(home, '.claude/rules/nerve.md')),
    ],
  ];

  it.each(changes)(
    '%s: exit 3, nothing written; skip leaves it; backup takes it over and keeps a copy',
    async (_title, file, change) => {
      const home = makeHome(MINE);
      await nerve.expect(0, home, 'init --yes');
      const wanted = treeOf(home)[file];
      change(home);
      appendFileSync(join(home, 'nerve-workspace/SOUL.md'), '\nMore.\n');
      const changed = treeOf(home)[file];
      const mine = changed === undefined ? undefined : read(home, file);
      age(home);
      const times = writesIn(home);
      const run = await nerve.expect(3, home, 'sync');
      expect(run.stderr).toContain(file.split('/').at(-1));
      expect(writesIn(home)).toEqual(times);

      await nerve.expect(0, home, 'sync --conflict skip');
      expect(treeOf(home)[file]).toBe(changed);
      await nerve.expect(3, home, 'sync');
      await nerve.expect(0, home, 'sync --conflict skip');

      await nerve.expect(0, home, 'sync --conflict backup');
      expect(treeOf(home)[file]).not.toBe(changed);
      if (!/md$/.test(file) && mine === undefined) expect(treeOf(home)[file]).toBe(wanted);
      const copies = readdirSync(join(home, '.nerve/backups')).map((name) =>
        read(home, `.nerve/backups/${name}`),
      );
      if (mine !== undefined) expect(copies).toContain(mine);
      await nerve.expect(0, home, 'sync --check');
    },
  );

  it('keeps the copies when nerve goes', async () => {
    const home = makeHome(MINE);
    await nerve.expect(0, home, 'init --yes');
    edit(home, '.codex/AGENTS.md', (text) => text.replace(BEGIN, `${BEGIN}\nMine.`));
    const mine = read(home, '.codex/AGENTS.md');
    await nerve.expect(3, home, 'uninstall --yes');
    expect(read(home, '.codex/AGENTS.md')).toBe(mine);
    const run = await nerve.expect(0, home, 'uninstall --yes --conflict backup');
    expect(read(home, '.codex/AGENTS.md')).toBe('# Mine\n');
    const copies = (): string[] =>
      readdirSync(join(home, '.nerve/kept')).map((name) => read(home, `.nerve/kept/${name}`));
    expect(copies()).toEqual([mine]);
    expect(run.stdout).toContain('Kept: ~/.nerve/kept/');
    await nerve.expect(0, home, 'uninstall --yes');
    await nerve.expect(0, home, 'init --yes');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(copies()).toEqual([mine]);
  });

  it('leaves what is skipped, and remembers it', async () => {
    const home = makeHome(MINE);
    await nerve.expect(0, home, 'init --yes');
    edit(home, '.codex/AGENTS.md', (text) => text.replace(BEGIN, `${BEGIN}\nMine.`));
    const mine = read(home, '.codex/AGENTS.md');
    await nerve.expect(0, home, 'uninstall --yes --conflict skip');
    expect(read(home, '.codex/AGENTS.md')).toBe(mine);
    expect(read(home, '.codex/config.toml')).toBe('model = "o3"\n');
    await nerve.expect(0, home, 'uninstall --yes --conflict backup');
    expect(read(home, '.codex/AGENTS.md')).toBe('# Mine\n');
  });
});

describe('merge', () => {
  it('keeps the user’s value of a key, is quiet afterwards, and survives the next change', async () => {
    const home = makeHome(MINE);
    await nerve.expect(0, home, 'init --yes --auth inline');
    edit(home, '.codex/config.toml', (text) =>
      text.replace('tool_timeout_sec = 300', 'tool_timeout_sec = 60'),
    );
    await nerve.expect(3, home, 'sync');
    await nerve.expect(0, home, 'sync --conflict merge');
    await nerve.expect(0, home, 'sync --check');
    age(home);
    const times = writesIn(home);
    await nerve.expect(0, home, 'sync');
    expect(writesIn(home)).toEqual(times);
    const token = /Bearer \S+/.exec(read(home, '.codex/config.toml'))?.[0];
    await nerve.expect(0, home, 'token rotate codex');
    expect(read(home, '.codex/config.toml')).toContain('tool_timeout_sec = 60');
    expect(read(home, '.codex/config.toml')).not.toContain(token);
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.codex/config.toml')).toBe('model = "o3"\n');
  });

  it.each([
    ['.codex/AGENTS.md', (text: string) => text.replace(BEGIN, `${BEGIN}\nMine.`)],
    ['.claude/rules/nerve.md', (text: string) => `Mine.\n${text}`],
  ])('combines the text of %s, and asks again when it changes', async (file, change) => {
    const home = makeHome(MINE);
    await nerve.expect(0, home, 'init --yes');
    edit(home, file, change);
    appendFileSync(join(home, 'nerve-workspace/MEMORY.md'), '\nFirst change.\n');
    await nerve.expect(0, home, 'sync --conflict merge');
    expect(read(home, file)).toContain('Mine.');
    expect(read(home, file)).toContain('First change.');
    await nerve.expect(0, home, 'sync --check');
    age(home);
    const times = writesIn(home);
    await nerve.expect(0, home, 'sync');
    expect(writesIn(home)).toEqual(times);

    appendFileSync(join(home, 'nerve-workspace/MEMORY.md'), '\nSecond change.\n');
    await nerve.expect(3, home, 'sync');
    expect(read(home, file)).not.toContain('Second change.');
    await nerve.expect(0, home, 'sync --conflict merge');
    for (const part of ['Mine.', 'First change.', 'Second change.']) expect(read(home, file)).toContain(part);
    await nerve.expect(0, home, 'sync --check');
  });

  it('leaves a collision to a person', async () => {
    const home = makeHome(MINE);
    await nerve.expect(0, home, 'init --yes');
    const line =
      /^(?!<!--).*workspace.*$/m.exec(read(home, '.codex/AGENTS.md').split(BEGIN)[1] ?? '')?.[0] ?? '';
    expect(line).not.toBe('');
    writeFileSync(join(home, 'nerve-workspace/SOUL.md'), 'One.\n');
    await nerve.expect(0, home, 'sync');
    edit(home, '.codex/AGENTS.md', (text) => text.replace('One.', 'Mine.'));
    writeFileSync(join(home, 'nerve-workspace/SOUL.md'), 'Theirs.\n');
    const before = treeOf(home);
    await nerve.expect(3, home, 'sync --conflict merge');
    expect(treeOf(home)).toEqual(before);
  });
});

describe('something else stands in nerve’s place', () => {
  const FOREIGN =
    'model = "o3"\n\n[mcp_servers.nerve] # another nerve\nurl = "http://elsewhere/mcp"\n\n[tui]\n';

  it('is a conflict; taken over with a copy, it comes back', async () => {
    const home = makeHome({ '.codex/config.toml': FOREIGN });
    const before = treeOf(home);
    await nerve.expect(3, home, 'init --yes');
    expect(treeOf(home)).toEqual(before);
    await nerve.expect(0, home, 'init --yes --conflict backup');
    expect(read(home, '.codex/config.toml')).not.toContain('elsewhere');
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('comes back also into a file that was edited since', async () => {
    const home = makeHome({ '.codex/config.toml': FOREIGN });
    await nerve.expect(0, home, 'init --yes --conflict backup');
    edit(home, '.codex/config.toml', (text) => text.replace('o3', 'o4'));
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.codex/config.toml')).toBe(FOREIGN.replace('o3', 'o4'));
  });

  it('merges: the user’s values win, and the entry comes back', async () => {
    const home = makeHome({ '.codex/config.toml': FOREIGN });
    const before = treeOf(home);
    await nerve.expect(0, home, 'init --yes --conflict merge');
    expect(read(home, '.codex/config.toml')).toContain('url = "http://elsewhere/mcp"');
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('is a conflict for a whole file too', async () => {
    const home = makeHome({ '.claude/rules/nerve.md': 'Mine.\n' });
    const before = treeOf(home);
    await nerve.expect(3, home, 'init --yes');
    await nerve.expect(0, home, 'init --yes --conflict backup');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('leaves a workspace file that the user made', async () => {
    const home = makeHome({ '.codex': null });
    put(home, { 'nerve-workspace/SOUL.md': 'My soul.\n' });
    await nerve.expect(0, home, 'init --yes');
    expect(readFileSync(join(home, '.codex/AGENTS.md'), 'utf8')).toContain('My soul.');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(
      treeOf(makeHome({ '.codex': null, 'nerve-workspace/SOUL.md': 'My soul.\n' })),
    );
  });
});
