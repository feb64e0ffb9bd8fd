import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAllowlist } from '../../../../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../../../../src/lib/base/system/real-system.ts';
import { createRecordingSystem } from '../../../../../src/lib/base/system/recording-system.ts';
import { readSkills } from '../../../../../src/lib/base/workspace/skills/read-skills.ts';
import { isSkillName } from '../../../../../src/lib/base/workspace/skills/skill.ts';
import { type Content, put } from '../../../../support/home.ts';
import { tempDir } from '../../../../support/temp.ts';

let home: string;
beforeEach(() => {
  home = tempDir();
});

const system = createRealSystem({ allowlist: createAllowlist({ roots: [], files: [], home: '/h' }) });
const workspace = (): string => join(home, 'workspace');
const skills = (contents: Readonly<Record<string, Content>>): void =>
  put(
    home,
    Object.fromEntries(Object.entries(contents).map(([name, what]) => [`workspace/skills/${name}`, what])),
  );
const read = () => readSkills(system, workspace());

/** A `SKILL.md` that every agent takes. */
function page(name: string, more = '', description = `What ${name} is for.`): string {
  return `---\nname: ${name}\ndescription: ${description}\n${more}---\n\nDo it.\n`;
}

describe('readSkills', () => {
  it('gives each skill with its files, SKILL.md first', async () => {
    skills({
      'README.md': '# Skills\n',
      'tidy/SKILL.md': page('tidy'),
      'tidy/a.md': 'A.\n',
      'tidy/scripts/run.sh': { bytes: '#!/bin/sh\n', mode: 0o755 },
      'tidy/scripts/logo.png': Buffer.from([0x89, 0x50, 0xff]),
      'also/SKILL.md': page('also', 'agents: [Codex, claude-code]\nversion: 2\n'),
    });
    const found = await read();
    expect(found.problems).toEqual([]);
    expect(found.skills.map(({ name, description, agents }) => [name, description, agents])).toEqual([
      ['also', 'What also is for.', ['codex', 'claude-code']],
      ['tidy', 'What tidy is for.', undefined],
    ]);
    expect(found.skills[1]?.files.map(({ path, executable }) => [path, executable])).toEqual([
      ['SKILL.md', false],
      ['a.md', false],
      ['scripts/logo.png', false],
      ['scripts/run.sh', true],
    ]);
    expect(found.skills[1]?.files[2]?.bytes).toEqual(Buffer.from([0x89, 0x50, 0xff]));
  });

  it.each<[string, Record<string, Content>]>([
    ['no folder of skills', {}],
    ['a file in its place', { 'workspace/skills': 'x' }],
    ['the page about skills only', { 'workspace/skills/README.md': '# Skills\n' }],
    ['a folder without SKILL.md', { 'workspace/skills/notes/a.md': 'x', 'workspace/skills/Drafts': null }],
    ['a hidden folder', { 'workspace/skills/.git/SKILL.md': 'x' }],
    ['a link that leads nowhere', { 'workspace/skills/gone': { link: 'nowhere' } }],
  ])('is quiet about %s', async (_title, contents) => {
    put(home, { workspace: null, ...contents });
    expect(await read()).toEqual({ skills: [], problems: [] });
  });

  it('costs one look where there is no folder, and two where it is empty', async () => {
    const recording = createRecordingSystem(system);
    put(home, { workspace: null });
    await readSkills(recording, workspace());
    expect(recording.calls).toHaveLength(1);
    put(home, { 'workspace/skills/README.md': 'x' });
    await readSkills(recording, workspace());
    expect(recording.calls).toHaveLength(3);
  });

  it('passes a disabled skill by, whatever else is wrong with it', async () => {
    skills({ 'off/SKILL.md': page('off', 'enabled: false\n'), 'off/out': { link: '/etc/passwd' } });
    skills({ 'on/SKILL.md': page('on', 'enabled: true\n') });
    const { skills: found, problems } = await read();
    expect(found.map(({ name }) => name)).toEqual(['on']);
    expect(problems).toEqual([]);
  });

  it('leaves out what is no part of a skill', async () => {
    skills({
      'tidy/SKILL.md': page('tidy'),
      'tidy/.env': 'TOKEN=x\n',
      'tidy/.git/config': 'x',
      'tidy/SKILL.md~': 'x',
      'tidy/node_modules/a/index.js': 'x',
      'tidy/scripts/__pycache__/a.pyc': 'x',
    });
    const { skills: found } = await read();
    expect(found[0]?.files.map(({ path }) => path)).toEqual(['SKILL.md']);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['no front matter', '# Tidy\n', /does not begin with front matter/],
    ['front matter that does not end', '---\nname: tidy\n', /does not begin with front matter/],
    ['an end that no agent takes', '---\nname: tidy\ndescription: x\n...\n', /does not begin with/],
    ['a byte order mark', `\ufeff${page('tidy')}`, /byte order mark/],
    ['another encoding', Buffer.from([0x2d, 0xff]), /not UTF-8/],
    ['no name', '---\ndescription: x\n---\n', /has no `name`/],
    ['another name', page('neat'), /calls it "neat"/],
    ['no description', '---\nname: tidy\n---\n', /has no `description`/],
    ['an empty description', page('tidy', '', '""'), /has no `description`/],
    ['a description that is a number', page('tidy', '', '42'), /has no `description`/],
    ['a long description', page('tidy', '', 'x'.repeat(1025)), /more than 1024 characters/],
    ['broken YAML', page('tidy', '', 'a: b'), /front matter of SKILL.md cannot be used/],
    ['a switch that is none', page('tidy', 'enabled: maybe\n'), /`enabled` is neither/],
    ['agents that are no list', page('tidy', 'agents: 7\n'), /`agents` must be a list/],
  ])('reports %s', async (_title, text, why) => {
    skills({ 'tidy/SKILL.md': text, 'sound/SKILL.md': page('sound') });
    const { skills: found, problems } = await read();
    expect(found.map(({ name }) => name)).toEqual(['sound']);
    expect(problems).toEqual([{ name: 'tidy', why: expect.stringMatching(why) }]);
  });

  it.each([
    ['CRLF', page('tidy').replaceAll('\n', '\r\n')],
    ['a folded description', page('tidy', '', '>\n  one\n  two')],
    ['a description of the greatest length', page('tidy', '', 'x'.repeat(1024))],
  ])('takes %s, byte for byte', async (_title, text) => {
    skills({ 'tidy/SKILL.md': text });
    const { skills: found } = await read();
    expect(found[0]?.files[0]?.bytes.toString()).toBe(text);
  });

  it.each<[string, Record<string, Content>, RegExp]>([
    ['a link to a file elsewhere', { 'tidy/out.md': { link: '../../../secret' } }, /out.md is a link out of/],
    ['an absolute link', { 'tidy/out': { link: '/etc/hostname' } }, /out is a link out of/],
    ['a linked SKILL.md', { 'tidy/SKILL.md': { link: '../../../page' } }, /SKILL.md is a link out of/],
    ['a link to a folder', { 'tidy/up': { link: '..' } }, /up is no file/],
    ['a link that leads nowhere', { 'tidy/gone': { link: 'nowhere' } }, /gone is a link that leads nowhere/],
    ['a name with a line break', { 'tidy/a\nb': 'x' }, /"a\\nb" has a name/],
    ['a name with a backslash', { 'tidy/a\\b': 'x' }, /has a name/],
    ['folders too deep', { 'tidy/1/2/3/4/5/6/7/8/x': 'x' }, /more than 8 deep/],
    ['a small page', { 'tidy/SKILL.md': null, 'tidy/skill.md': page('tidy') }, /SKILL.md is no file/],
  ])('refuses %s', async (_title, contents, why) => {
    put(home, { secret: 'x', page: page('tidy') });
    const isPage = 'tidy/SKILL.md' in contents;
    skills({ ...(isPage ? {} : { 'tidy/SKILL.md': page('tidy') }), ...contents });
    expect(await read()).toEqual({
      skills: [],
      problems: [{ name: 'tidy', why: expect.stringMatching(why) }],
    });
  });

  it('says which name agents look for', async () => {
    skills({ 'tidy/Skill.md': page('tidy') });
    const [problem] = (await read()).problems;
    expect(problem?.why).toBe('agents look for SKILL.md, not Skill.md');
  });

  it.skipIf(process.platform === 'win32')('refuses a pipe without waiting for its other end', async () => {
    skills({ 'tidy/SKILL.md': page('tidy') });
    execFileSync('mkfifo', [join(workspace(), 'skills/tidy/pipe')]);
    expect((await read()).problems).toEqual([{ name: 'tidy', why: 'pipe is no file' }]);
  });

  it('follows links that stay inside, and a skill that is a link itself', async () => {
    put(home, { 'repo/tidy/SKILL.md': page('tidy'), 'repo/tidy/b.md': { link: 'SKILL.md' } });
    skills({ tidy: { link: '../../repo/tidy' } });
    const { skills: found } = await read();
    expect(found[0]?.files.map(({ path, realPath }) => [path, realPath])).toEqual([
      ['SKILL.md', join(home, 'repo/tidy/SKILL.md')],
      ['b.md', join(home, 'repo/tidy/SKILL.md')],
    ]);
  });

  it('has limits: files, size, skills', async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`many/${at}.md`, 'x']));
    skills({ 'many/SKILL.md': page('many'), ...many });
    skills({ 'large/SKILL.md': page('large'), 'large/data': Buffer.alloc(8 * 1024 * 1024) });
    expect((await read()).problems).toEqual([
      { name: 'large', why: 'it is larger than 8 MiB' },
      { name: 'many', why: 'it has more than 200 files' },
    ]);
  });

  it('takes a hundred skills', async () => {
    const names = Array.from({ length: 101 }, (_, at) => `s${at + 100}`);
    skills(Object.fromEntries(names.map((name) => [`${name}/SKILL.md`, page(name)])));
    const found = await read();
    expect(found.skills).toHaveLength(100);
    expect(found.problems).toEqual([{ name: 's200', why: 'there are more than 100' }]);
  });

  it.skipIf(process.getuid?.() === 0)('throws for a file that cannot be read', async () => {
    skills({ 'tidy/SKILL.md': page('tidy') });
    chmodSync(join(workspace(), 'skills/tidy/SKILL.md'), 0);
    await expect(read()).rejects.toMatchObject({ code: 'not-readable' });
  });
});

describe('isSkillName', () => {
  it.each(['a', 'release-notes', '2fa', 'x'.repeat(64)])('takes %s', (name) => {
    expect(isSkillName(name)).toBe(true);
  });

  it.each([
    '',
    '.',
    '..',
    '../x',
    'a/b',
    'a\\b',
    '.hidden',
    'Upper',
    'a b',
    'a--b',
    '-a',
    'a-',
    'a_b',
    'ä',
    'a\n',
    'x'.repeat(65),
  ])('does not take %j', (name) => {
    expect(isSkillName(name)).toBe(false);
  });

  it('is asked of every folder with a SKILL.md', async () => {
    skills({ 'My Skill/SKILL.md': page('my-skill'), 'UP/SKILL.md': page('UP'), 'a_b/x.md': 'x' });
    const { problems } = await read();
    expect(problems.map(({ name }) => name)).toEqual(['My Skill', 'UP']);
  });
});
