/** Home → init → the user edits → uninstall: the edit is all that differs from the beginning. */
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHome, read, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const TOML = `# Settings of mine
model = "o3" # fast
approval_policy = "on-request"

[mcp_servers.github] # the first
command = "npx"
args = ["-y", "server-github"]

[history]
persistence = "none"
`;
const CLAUDE = `{
  "numStartups": 12,
  "mcpServers": {
    "github": {
      "type": "stdio",
      "command": "gh-mcp"
    }
  },
  "projects": {}
}
`;
const SETTINGS = `{
  // hand-made
  "permissions": {
    "allow": ["Bash(ls:*)"],
    "deny": []
  },
  "model": "opus"
}
`;
const MEMORY = `# Rules

- Be brief.

## Style

- Two spaces.
`;

interface Edit {
  readonly title: string;
  readonly file: string;
  readonly seed: string | null;
  /** Must do to the seed what it does to the file with nerve in it. */
  readonly edit: (text: string) => string;
}

const toml = (title: string, edit: Edit['edit'], seed: string | null = TOML): Edit => ({
  title,
  file: '.codex/config.toml',
  seed,
  edit,
});
const claude = (title: string, edit: Edit['edit'], seed: string | null = CLAUDE): Edit => ({
  title,
  file: '.claude.json',
  seed,
  edit,
});
const settings = (title: string, edit: Edit['edit'], seed: string | null = SETTINGS): Edit => ({
  title,
  file: '.claude/settings.json',
  seed,
  edit,
});
const memory = (title: string, edit: Edit['edit'], seed: string | null = MEMORY): Edit => ({
  title,
  file: '.codex/AGENTS.md',
  seed,
  edit,
});

const edits: readonly Edit[] = [
  toml('another value', (text) => text.replace('"o3"', '"o4-mini"')),
  toml('a comment at the top', (text) => `# new\n${text}`),
  toml('a comment at the end of a line', (text) =>
    text.replace('persistence = "none"', 'persistence = "none" # why'),
  ),
  toml('a key behind the first', (text) => text.replace('# fast\n', '# fast\nmodel_verbosity = "low"\n')),
  toml('a server before', (text) =>
    text.replace('[mcp_servers.github]', '[mcp_servers.a]\nurl = "x"\n\n[mcp_servers.github]'),
  ),
  toml('a server at the end', (text) => `${text}\n[mcp_servers.z]\nurl = "z"\n`),
  toml('a table gone', (text) => text.replace('\n[history]\npersistence = "none"\n', '')),
  toml('a key gone', (text) => text.replace('approval_policy = "on-request"\n', '')),
  toml('an array longer', (text) => text.replace('"server-github"]', '"server-github", "--all"]')),
  toml('blank lines', (text) => text.replace('[history]', '\n\n[history]')),
  toml('a table in a file that was empty', (text) => `${text}[tui]\ntheme = "dark"\n`, ''),
  toml('a table in a file that was not there', (text) => `${text}\n[tui]\ntheme = "dark"\n`, null),
  claude('another value', (text) => text.replace('12', '13')),
  claude('a key in front', (text) => text.replace('{\n', '{\n  "theme": "dark",\n')),
  claude('a server before', (text) =>
    text.replace('"mcpServers": {\n', '"mcpServers": {\n    "a": {\n      "command": "a"\n    },\n'),
  ),
  claude('a project', (text) => text.replace('"projects": {}', '"projects": {\n    "/x": {}\n  }')),
  claude('a key gone', (text) => text.replace('  "numStartups": 12,\n', '')),
  settings('another permission', (text) => text.replace('["Bash(ls:*)"', '["Bash(ls:*)", "Bash(cat:*)"')),
  settings('a comment', (text) => text.replace('// hand-made', '// hand-made, by me')),
  settings('a key at the end', (text) =>
    text.replace('"model": "opus"', '"model": "opus",\n  "theme": "light"'),
  ),
  settings('another list', (text) => text.replace('"deny": []', '"deny": ["WebFetch"]')),
  memory('text before', (text) => `Read me first.\n\n${text}`),
  memory('text in the middle', (text) => text.replace('- Be brief.', '- Be brief.\n- Be kind.')),
  memory('a section gone', (text) => text.replace('\n## Style\n\n- Two spaces.\n', '')),
  memory('text after', (text) => `${text}\nThe end.\n`),
  memory('text after, without a newline', (text) => `${text}\nThe end.`),
  memory('text in a file without a final newline', (text) => text.replace('only', 'only this'), 'only'),
];

/** One edit of each file, so that a home serves several. */
const homes = Array.from({ length: 12 }, (_, round) => {
  const files = [...new Set(edits.map((edit) => edit.file))];
  const chosen = files.flatMap((file) => edits.filter((edit) => edit.file === file)[round] ?? []);
  return { title: chosen.map((edit) => `${edit.file}: ${edit.title}`).join(', '), chosen };
});

async function roundTrip(chosen: readonly Edit[], between: readonly string[]): Promise<void> {
  const seeds = chosen.flatMap(({ file, seed }) => (seed === null ? [] : [[file, seed]]));
  const home = makeHome({ '.codex': null, '.claude': null, ...Object.fromEntries(seeds) });
  const edited = chosen.map((edit) => edit.file);
  const others = treeOf(home, edited);
  await nerve.expect(0, home, 'init --yes --auth inline');
  for (const { file, edit } of chosen) {
    const text = read(home, file);
    expect(edit(text)).not.toBe(text);
    writeFileSync(join(home, file), edit(text));
  }
  for (const args of between) await nerve.expect(0, home, args);
  await nerve.expect(0, home, 'uninstall --yes');
  for (const { file, seed, edit } of chosen)
    expect(read(home, file)).toBe(edit(seed ?? '').replace(/^\n+/, ''));
  expect(treeOf(home, edited)).toEqual(others);
}

describe('the edit is all that is left', () => {
  it.each(homes)('$title', ({ chosen }) => roundTrip(chosen, ['sync --check']));
});

describe('also when nerve has written the file since', () => {
  const some = homes.filter((_, index) => index % 3 === 0);
  it.each(some)('$title', ({ chosen }) =>
    roundTrip(chosen, ['token rotate codex', 'token rotate claude-code']),
  );
});

it('keeps edit upon edit, with changes of the workspace in between', async () => {
  const home = makeHome({
    '.codex/config.toml': TOML,
    '.codex/AGENTS.md': MEMORY,
    '.claude.json': CLAUDE,
    '.claude': null,
  });
  await nerve.expect(0, home, 'init --yes');
  const steps: [string, (text: string) => string][] = [
    ['.codex/AGENTS.md', (text) => `One.\n\n${text}`],
    ['.codex/config.toml', (text) => text.replace('"o3"', '"o4"')],
    ['.claude.json', (text) => text.replace('12', '99')],
    ['.codex/AGENTS.md', (text) => text.replace('- Two spaces.', '- Tabs.')],
    ['.codex/config.toml', (text) => text.replace('"none"', '"save-all"')],
    ['.codex/AGENTS.md', (text) => text.replace('One.\n\n', '')],
  ];
  const expected: Record<string, string> = {
    '.codex/config.toml': TOML,
    '.codex/AGENTS.md': MEMORY,
    '.claude.json': CLAUDE,
  };
  for (const [at, [file, edit]] of steps.entries()) {
    writeFileSync(join(home, file), edit(read(home, file)));
    expected[file] = edit(expected[file] ?? '');
    appendFileSync(join(home, 'nerve-workspace/SOUL.md'), `\nRule ${at}.\n`);
    await nerve.expect(0, home, at % 2 === 0 ? 'sync' : 'token rotate codex');
  }
  rmSync(join(home, 'nerve-workspace'), { recursive: true });
  await nerve.expect(0, home, 'uninstall --yes');
  for (const [file, text] of Object.entries(expected)) expect(read(home, file)).toBe(text);
  expect(Object.keys(treeOf(home))).toEqual(
    expect.not.arrayContaining(['.nerve', '.claude/rules', '.claude/settings.json']),
  );
});

it('takes a change of line endings as the edit that it is', async () => {
  const home = makeHome({ '.codex/config.toml': TOML, '.codex/AGENTS.md': MEMORY });
  await nerve.expect(0, home, 'init --yes');
  for (const file of ['.codex/config.toml', '.codex/AGENTS.md']) {
    writeFileSync(join(home, file), read(home, file).replaceAll('\n', '\r\n'));
  }
  await nerve.expect(0, home, 'sync --check');
  await nerve.expect(0, home, 'uninstall --yes');
  expect(read(home, '.codex/config.toml')).toBe(TOML.replaceAll('\n', '\r\n'));
  expect(read(home, '.codex/AGENTS.md')).toBe(MEMORY.replaceAll('\n', '\r\n'));
});

describe('a value that nerve sets only if it is absent', () => {
  const KEY = 'mcp_optional_startup_grace_ms';

  it('is the user’s once they set it, also after nerve wrote the file again', async () => {
    const home = makeHome({ '.codex/config.toml': 'model = "o3"\n' });
    await nerve.expect(0, home, 'init --yes');
    writeFileSync(
      join(home, '.codex/config.toml'),
      read(home, '.codex/config.toml').replace(`${KEY} = 5000`, `${KEY} = 9000`),
    );
    await nerve.expect(0, home, 'token rotate codex');
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.codex/config.toml')).toBe(`model = "o3"\n${KEY} = 9000\n`);
  });

  it('stays the user’s if it happened to be nerve’s value before', async () => {
    const seed = `${KEY} = 5000\n`;
    const home = makeHome({ '.codex/config.toml': seed });
    await nerve.expect(0, home, 'init --yes');
    writeFileSync(join(home, '.codex/config.toml'), `# edited\n${read(home, '.codex/config.toml')}`);
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.codex/config.toml')).toBe(`# edited\n${seed}`);
  });
});

describe('what was there before and looks like nerve’s', () => {
  it('stays: a permission', async () => {
    const seed = '{ "permissions": { "allow": ["mcp__nerve"] } }\n';
    const home = makeHome({ '.claude/settings.json': seed });
    await nerve.expect(0, home, 'init --yes');
    writeFileSync(join(home, '.claude/settings.json'), seed.replace(' }\n', ', "a": 1 }\n'));
    await nerve.expect(0, home, 'sync');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.claude/settings.json')).toBe(seed.replace(' }\n', ', "a": 1 }\n'));
  });

  it('stays: the very entry', async () => {
    const first = makeHome({ '.codex': null });
    await nerve.expect(0, first, 'init --yes --auth env');
    const config = read(first, '.codex/config.toml');
    const home = makeHome({ '.codex/config.toml': config });
    await nerve.expect(0, home, 'init --yes --auth env');
    expect(read(home, '.codex/config.toml')).toBe(config);
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.codex/config.toml')).toBe(config);
  });
});

it('removes two parts below one container that it made, around the user’s edit', async () => {
  const seed = '{\n  "model": "opus"\n}\n';
  const home = makeHome({ '.claude/settings.json': seed });
  await nerve.expect(0, home, 'init --yes --permissions allow-all');
  const edit = (text: string): string => text.replace('"opus"', '"sonnet"');
  writeFileSync(
    join(home, '.claude/settings.json'),
    JSON.stringify(JSON.parse(edit(read(home, '.claude/settings.json')))),
  );
  await nerve.expect(0, home, 'uninstall --yes');
  expect(JSON.parse(read(home, '.claude/settings.json'))).toEqual({ model: 'sonnet' });
});
