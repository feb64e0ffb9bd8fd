/** Skills of the workspace reach the agents that read them, follow every change, and leave without a trace. */
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Content, makeHome, modeOf, put, read, treeOf } from '../support/home.ts';
import { countSteps, killAt, killPoints, rewindable, textsOf } from '../support/kill.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';
import { tempDir } from '../support/temp.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const SKILLS = 'nerve-workspace/skills';
const NOTES = `${SKILLS}/release-notes/SKILL.md`;
const RUN = `${SKILLS}/tidy/scripts/run.sh`;
const LOGO = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff]);

function page(name: string, more = ''): string {
  return `---\nname: ${name}\ndescription: What ${name} is for.\n${more}---\n\nDo it.\n`;
}

const WORKSPACE: Record<string, Content> = {
  [NOTES]: page('release-notes'),
  [`${SKILLS}/tidy/SKILL.md`]: page('tidy'),
  [RUN]: { bytes: '#!/bin/sh\necho tidy\n', mode: 0o755 },
  [`${SKILLS}/tidy/assets/logo.png`]: LOGO,
};
const AGENTS: Record<string, Content> = {
  '.codex/config.toml': '# mine\n',
  '.claude/skills/mine/SKILL.md': page('mine'),
};
/** All that is not nerve's own or the workspace. */
const agentsOf = (home: string) => treeOf(home, ['.nerve', 'nerve-workspace']);
const data = (run: { readonly stdout: string }) => JSON.parse(run.stdout).data;

describe('a workspace with two skills', () => {
  it('goes to the agents, follows edits, and leaves byte for byte', async () => {
    const home = makeHome({ ...WORKSPACE, ...AGENTS });
    const before = treeOf(home);
    const run = await nerve.expect(0, home, 'init --yes');
    expect(run.stdout).toMatch(/create {2}~\/.codex\/skills\/tidy\/ +skill tidy, 3 files/);
    expect(run.stdout).toMatch(/create {2}~\/.claude\/skills\/release-notes\/SKILL.md +skill release-notes/);
    for (const agent of ['.codex', '.claude']) {
      expect(read(home, `${agent}/skills/release-notes/SKILL.md`)).toBe(read(home, NOTES));
      expect(modeOf(join(home, agent, 'skills/tidy/scripts/run.sh'))).toBe('700');
      expect(modeOf(join(home, agent, 'skills/tidy/SKILL.md'))).toBe('600');
      expect(readFileSync(join(home, agent, 'skills/tidy/assets/logo.png'))).toEqual(LOGO);
    }
    expect(
      Object.keys(agentsOf(home)).filter((name) => name.includes('/skills/') && name.includes('nerve')),
    ).toEqual([]);
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'status --check');

    writeFileSync(join(home, NOTES), `${page('release-notes')}Twice.\n`);
    chmodSync(join(home, RUN), 0o644);
    rmSync(join(home, SKILLS, 'tidy/assets'), { recursive: true });
    await nerve.expect(1, home, 'sync --check');
    await nerve.expect(0, home, 'sync');
    expect(read(home, '.codex/skills/release-notes/SKILL.md')).toContain('Twice.');
    expect(modeOf(join(home, '.codex/skills/tidy/scripts/run.sh'))).toBe('600');
    expect(existsSync(join(home, '.codex/skills/tidy/assets'))).toBe(false);
    await nerve.expect(0, home, 'sync --check');

    put(home, WORKSPACE);
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('loses a skill that is disabled, kept from an agent, or removed', async () => {
    const home = makeHome({ ...WORKSPACE, ...AGENTS });
    await nerve.expect(0, home, 'init --yes');
    const agents = agentsOf(home);
    const skillsOf = (agent: string) =>
      Object.keys(treeOf(join(home, agent))).flatMap(
        (name) => /^skills\/([^/]+)\/SKILL.md$/.exec(name)?.[1] ?? [],
      );

    writeFileSync(join(home, SKILLS, 'tidy/SKILL.md'), page('tidy', 'enabled: false\n'));
    await nerve.expect(0, home, 'sync');
    expect([skillsOf('.codex'), skillsOf('.claude')]).toEqual([['release-notes'], ['mine', 'release-notes']]);
    expect(existsSync(join(home, '.codex/skills/tidy'))).toBe(false);

    writeFileSync(join(home, SKILLS, 'tidy/SKILL.md'), page('tidy', 'agents: [codex]\n'));
    await nerve.expect(0, home, 'sync');
    expect([skillsOf('.codex'), skillsOf('.claude')]).toEqual([
      ['release-notes', 'tidy'],
      ['mine', 'release-notes'],
    ]);

    put(home, WORKSPACE);
    await nerve.expect(0, home, 'config set agents.codex.skills false');
    await nerve.expect(0, home, 'sync');
    expect(existsSync(join(home, '.codex/skills'))).toBe(false);
    await nerve.expect(0, home, 'agents add codex --skills');
    await nerve.expect(0, home, 'agents add claude-code --no-skills');
    expect([skillsOf('.codex'), skillsOf('.claude')]).toEqual([['release-notes', 'tidy'], ['mine']]);
    await nerve.expect(0, home, 'init --yes --skills');
    expect(agentsOf(home)).toEqual(agents);

    rmSync(join(home, SKILLS), { recursive: true });
    await nerve.expect(0, home, 'sync');
    expect([skillsOf('.codex'), skillsOf('.claude')]).toEqual([[], ['mine']]);
  });

  it('keeps its skills at the agents while it is away, also where they get no memory text', async () => {
    const home = makeHome({ ...WORKSPACE, ...AGENTS });
    await nerve.expect(0, home, 'init --yes --bundle none');
    const agents = agentsOf(home);
    renameSync(join(home, 'nerve-workspace'), join(home, 'away'));
    const run = await nerve.expect(2, home, 'sync');
    expect(run.stderr).toContain('nerve-workspace is not there');
    renameSync(join(home, 'away'), join(home, 'nerve-workspace'));
    expect(agentsOf(home)).toEqual(agents);
    await nerve.expect(0, home, 'sync --check');
  });

  it('goes to all six agents that read skills', async () => {
    const homes = ['.codex', '.claude', '.gemini', '.config/opencode', '.copilot', '.qwen'];
    const home = makeHome({
      ...WORKSPACE,
      ...Object.fromEntries(homes.map((name) => [name, null])),
      '.cursor': null,
    });
    const before = treeOf(home);
    await nerve.expect(0, home, 'init --yes');
    for (const name of homes) expect(read(home, `${name}/skills/tidy/SKILL.md`)).toBe(page('tidy'));
    expect(existsSync(join(home, '.cursor/skills'))).toBe(false);
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('is undone whole when a sync is killed in the middle', { timeout: 120_000 }, async () => {
    const home = makeHome({ '.codex': null });
    await nerve.expect(0, home, 'init --yes');
    put(home, { '.codex/skills/tidy/mine.md': 'Mine.\n', ...WORKSPACE });
    const place = rewindable(home);
    const before = textsOf(home);
    const steps = await countSteps(nerve, home, 'sync');
    const after = textsOf(home);
    expect(Object.keys(after).length).toBe(Object.keys(before).length + 4);
    for (const step of killPoints(steps, 7)) {
      place.rewind();
      await killAt(nerve, home, 'sync', step);
      await nerve.expect(0, home, 'sync');
      expect(textsOf(home), `step ${step}`).toEqual(after);
      await nerve.expect(0, home, 'sync --check');
    }
  });
});

describe('a skill that the user has at the agent already', () => {
  const FOREIGN = { '.claude/skills/tidy/SKILL.md': 'Mine.\n', '.claude/skills/tidy/own.md': 'Own.\n' };

  it('is a conflict, and nothing of the other one is put beside it', async () => {
    const home = makeHome({ ...WORKSPACE, '.codex': null, ...FOREIGN });
    const before = treeOf(home);
    const run = await nerve.expect(3, home, 'init --yes');
    expect(run.stderr).toContain('skill tidy in');
    expect(treeOf(home)).toEqual(before);

    const skipped = await nerve.expect(0, home, 'init --yes --conflict skip');
    expect(skipped.stdout).toContain('skip    ~/.claude/skills/tidy/scripts/run.sh  skill tidy (belongs to');
    expect(treeOf(join(home, '.claude/skills/tidy'))).toEqual(
      treeOf(join(makeHome(FOREIGN), '.claude/skills/tidy')),
    );
    expect(existsSync(join(home, '.codex/skills/tidy/scripts/run.sh'))).toBe(true);
    const status = data(await nerve.expect(0, home, 'status --json'));
    const line = status.files.find((file: { file: string }) =>
      file.file.endsWith('.claude/skills/tidy/SKILL.md'),
    );
    expect(line).toMatchObject({ would: 'decide', parts: [{ label: 'skill tidy', reason: 'foreign' }] });

    await nerve.expect(0, home, 'sync --conflict backup');
    expect(read(home, '.claude/skills/tidy/SKILL.md')).toBe(page('tidy'));
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('is the user’s where it is the same, and gets its own bytes back', async () => {
    const same = { '.claude/skills/tidy/SKILL.md': page('tidy') };
    const home = makeHome({ ...WORKSPACE, ...same });
    const before = treeOf(home);
    await nerve.expect(0, home, 'init --yes');
    writeFileSync(join(home, SKILLS, 'tidy/SKILL.md'), `${page('tidy')}More.\n`);
    await nerve.expect(0, home, 'sync');
    expect(read(home, '.claude/skills/tidy/SKILL.md')).toContain('More.');
    put(home, { [`${SKILLS}/tidy/SKILL.md`]: page('tidy') });
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('edited by the user, it needs a decision; removed by them too', async () => {
    const home = makeHome({ ...WORKSPACE, '.codex': null });
    await nerve.expect(0, home, 'init --yes');
    writeFileSync(join(home, '.codex/skills/tidy/scripts/run.sh'), '#!/bin/sh\necho mine\n');
    rmSync(join(home, '.codex/skills/release-notes'), { recursive: true });
    const run = await nerve.expect(3, home, 'sync --json');
    expect(JSON.parse(run.stdout).error.message).toContain('(and 1 more)');
    await nerve.expect(0, home, 'sync --conflict backup');
    expect(read(home, '.codex/skills/tidy/scripts/run.sh')).toContain('echo tidy');
  });
});

describe('links', () => {
  it.each<[string, string, string]>([
    ['the folder of skills', '.claude/skills', 'skills'],
    ['the folder of one skill', '.claude/skills/tidy', 'skills/tidy'],
    ['one file', '.claude/skills/tidy/SKILL.md', 'skills/tidy/SKILL.md'],
  ])('of an agent that lead elsewhere are refused: %s', async (_title, name, target) => {
    const home = makeHome({ ...WORKSPACE, '.claude': null });
    const outside = tempDir();
    put(outside, { 'skills/tidy/SKILL.md': 'Theirs.\n' });
    put(home, { [name]: { link: join(outside, target) } });
    const before = [treeOf(home), treeOf(outside)];
    const run = await nerve.expect(4, home, 'init --yes');
    expect(run.stderr).toContain('outside of what nerve may change');
    expect([treeOf(home), treeOf(outside)]).toEqual(before);
    await nerve.expect(4, home, 'init --yes --keep-going');
    expect(treeOf(outside)).toEqual(before[1]);
    expect(existsSync(join(home, '.claude/rules/nerve.md'))).toBe(true);
    await nerve.expect(0, home, 'uninstall --yes');
    expect([treeOf(home), treeOf(outside)]).toEqual(before);
  });

  describe.each(['as it is', 'lost'])('with the ledger %s', (ledger) => {
    const lose = (home: string): void => {
      if (ledger === 'lost') rmSync(join(home, '.nerve/ledger/ledger.json'));
    };

    it('of an agent into the workspace: what stands there is the source, and it survives', async () => {
      const link = { '.claude/skills/tidy': { link: '../../nerve-workspace/skills/tidy' } };
      const home = makeHome({ ...WORKSPACE, ...link });
      const before = treeOf(home);
      await nerve.expect(0, home, 'init --yes');
      const run = await nerve.expect(0, home, 'agents add claude-code --no-skills');
      expect(run.stdout).not.toContain('tidy');
      await nerve.expect(0, home, 'agents add claude-code --skills');
      lose(home);
      await nerve.expect(0, home, 'sync');
      await nerve.expect(0, home, 'uninstall --yes');
      expect(treeOf(home)).toMatchObject(before);
      expect(existsSync(join(home, '.claude/skills/release-notes/SKILL.md'))).toBe(false);
    });

    it('of the workspace to an agent: the agent keeps its own, the others get copies', async () => {
      const home = makeHome({ '.codex': null, 'nerve-workspace/skills': { link: '../.claude/skills' } });
      put(home, { '.claude/skills/mine/SKILL.md': page('mine') });
      const before = treeOf(home);
      await nerve.expect(0, home, 'init --yes');
      expect(read(home, '.codex/skills/mine/SKILL.md')).toBe(page('mine'));
      lose(home);
      await nerve.expect(0, home, 'sync');
      await nerve.expect(0, home, 'uninstall --yes');
      expect(treeOf(home)).toMatchObject(before);
      expect(existsSync(join(home, '.codex/skills/mine/SKILL.md'))).toBe(false);
    });
  });

  it('of an agent into the workspace are no news when the source is edited', async () => {
    const link = { '.claude/skills/tidy': { link: '../../nerve-workspace/skills/tidy' } };
    const home = makeHome({ ...WORKSPACE, ...link });
    await nerve.expect(0, home, 'init --yes');
    writeFileSync(join(home, SKILLS, 'tidy/SKILL.md'), `${page('tidy')}More.\n`);
    await nerve.expect(0, home, 'sync --check');
    const status = data(await nerve.expect(0, home, 'status --check --json'));
    expect(status.files.flatMap((file: { since: string[] }) => file.since)).toEqual([]);
  });

  it('that come into being between two syncs cost nobody a file', async () => {
    const home = makeHome({ ...WORKSPACE, '.claude': null });
    await nerve.expect(0, home, 'init --yes');
    rmSync(join(home, SKILLS), { recursive: true });
    symlinkSync('../.claude/skills', join(home, SKILLS));
    const skills = treeOf(join(home, '.claude/skills'));
    const run = await nerve.expect(4, home, 'agents add claude-code --no-skills');
    expect(run.stderr).toContain('from which nerve reads');
    expect(treeOf(join(home, '.claude/skills'))).toEqual(skills);
  });

  it('out of a skill, and names that are none, are left out with a word', async () => {
    const home = makeHome({ ...WORKSPACE, '.codex': null });
    put(home, {
      secret: 'x',
      [`${SKILLS}/tidy/out.md`]: { link: '../../../secret' },
      [`${SKILLS}/Bad Name/SKILL.md`]: page('bad'),
      [`${SKILLS}/bare/SKILL.md`]: '# Bare\n',
    });
    const run = await nerve.expect(0, home, 'init --yes');
    expect(run.stderr).toContain('the skill tidy is left out: out.md is a link out of the folder');
    expect(run.stderr).toContain('the skill Bad Name is left out: the name of its folder');
    expect(run.stderr).toContain('the skill bare is left out: SKILL.md does not begin with front matter');
    expect(Object.keys(treeOf(join(home, '.codex/skills')))).toEqual([
      '.',
      'release-notes',
      'release-notes/SKILL.md',
    ]);
  });
});

it('a skill with a secret is left out, or stops the sync, by setting; it never shows', async () => {
  const secret = `ghp_${'a1B2c3'.repeat(6)}`;
  const home = makeHome({ ...WORKSPACE, '.codex': null });
  await nerve.expect(0, home, 'init --yes');
  writeFileSync(join(home, RUN), `#!/bin/sh\nTOKEN=${secret} tidy\n`);
  const run = await nerve.expect(0, home, 'sync');
  expect(run.stderr).toContain('there is a secret in skills/tidy/scripts/run.sh (line 2: ');
  expect(existsSync(join(home, '.codex/skills/tidy'))).toBe(false);
  await nerve.expect(0, home, 'config set secrets.in_workspace refuse');
  const refused = await nerve.expect(4, home, 'sync --diff');
  expect(refused.stderr).toContain('skills/tidy/scripts/run.sh');
  expect(JSON.stringify([run, refused])).not.toContain(secret);
  await nerve.expect(0, home, 'uninstall --yes');
});
