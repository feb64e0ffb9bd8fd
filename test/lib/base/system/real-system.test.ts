import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../../src/lib/base/kernel/hash.ts';
import { tempDir } from '../../../support/temp.ts';
import { child, codeOf, ended, systemFor } from './helpers.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;
const bytes = (text: string): Buffer => Buffer.from(text);

/** `root` may be changed, `outside` may not. */
function places() {
  const base = tempDir();
  const root = join(base, 'root');
  const outside = join(base, 'outside');
  for (const path of [root, outside]) mkdirSync(path);
  return { base, root, outside };
}

describe.each([
  ['through descriptors', undefined],
  ['through paths', false],
])('write, %s', (_name, descriptors) => {
  test('new file: mode 0600, directories 0700, receipt', () => {
    const { root } = places();
    const file = join(root, 'a/b/c.json');
    const receipt = systemFor(root, [], descriptors).write(file, bytes('x'));
    expect(receipt).toEqual({
      realPath: file,
      hash: sha256('x'),
      createdDirectories: [join(root, 'a'), join(root, 'a/b')],
    });
    expect([modeOf(file), modeOf(join(root, 'a')), modeOf(join(root, 'a/b'))]).toEqual([0o600, 0o700, 0o700]);
    expect(readdirSync(join(root, 'a/b'))).toEqual(['c.json']);
  });

  test('mode, owner and group of an existing file are kept; a mode can be set whatever the umask', () => {
    const { root } = places();
    const system = systemFor(root, [], descriptors);
    const file = join(root, 'f');
    writeFileSync(file, 'old');
    chmodSync(file, 0o664);
    if (process.getuid?.() === 0) chownSync(file, 1234, 4321);
    const { uid, gid } = statSync(file);
    system.write(file, bytes('new'));
    expect(statSync(file)).toMatchObject({ uid, gid });
    expect(modeOf(file)).toBe(0o664);
    system.write(file, bytes('new'), { mode: 0o666 });
    expect(modeOf(file)).toBe(0o666);
    system.write(join(root, 'open/g'), bytes(''), { directoryMode: 0o777 });
    expect(modeOf(join(root, 'open'))).toBe(0o777);
  });

  test('expect is checked against what stands there', () => {
    const { root } = places();
    const system = systemFor(root, [], descriptors);
    const file = join(root, 'f');
    system.write(file, bytes('1'), { expect: null });
    expect(codeOf(() => system.write(file, bytes('2'), { expect: null }))).toBe('ChangedUnderneath');
    expect(codeOf(() => system.write(file, bytes('2'), { expect: sha256('other') }))).toBe(
      'ChangedUnderneath',
    );
    expect(codeOf(() => system.write(join(root, 'd/g'), bytes('2'), { expect: sha256('1') }))).toBe(
      'ChangedUnderneath',
    );
    expect(readFileSync(file, 'utf8')).toBe('1');
    system.write(file, bytes('2'), { expect: sha256('1') });
    expect(readFileSync(file, 'utf8')).toBe('2');
    expect(readdirSync(root)).toEqual(['f']);
  });

  test('links: written through inside, refused outside, dangling ones alike', () => {
    const { root, outside } = places();
    const system = systemFor(root, [], descriptors);
    writeFileSync(join(root, 'target'), 'old');
    writeFileSync(join(outside, 'target'), 'old');
    symlinkSync('target', join(root, 'in'));
    symlinkSync(join(root, 'new/deep'), join(root, 'dangling-in'));
    symlinkSync(join(outside, 'target'), join(root, 'out'));
    symlinkSync(join(outside, 'new'), join(root, 'dangling-out'));
    symlinkSync(outside, join(root, 'folder-out'));
    symlinkSync(join(root, 'loop'), join(root, 'loop'));
    symlinkSync(root, join(outside, 'back'));

    expect(system.write(join(root, 'in'), bytes('new')).realPath).toBe(join(root, 'target'));
    expect(lstatSync(join(root, 'in')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(root, 'target'), 'utf8')).toBe('new');
    system.write(join(root, 'dangling-in'), bytes('new'));
    expect(readFileSync(join(root, 'new/deep'), 'utf8')).toBe('new');
    system.write(join(outside, 'back/target'), bytes('back'));
    expect(readFileSync(join(root, 'target'), 'utf8')).toBe('back');

    for (const name of ['out', 'dangling-out', 'folder-out/x', '../outside/target']) {
      const code = name.startsWith('..') ? 'bad-path' : 'outside-allowlist';
      expect([name, codeOf(() => system.write(`${root}/${name}`, bytes('evil')))]).toEqual([name, code]);
    }
    expect(codeOf(() => system.write(join(root, 'loop'), bytes('x')))).toBe('link-loop');
    expect(readdirSync(outside).sort()).toEqual(['back', 'target']);
    expect(readFileSync(join(outside, 'target'), 'utf8')).toBe('old');
  });

  test('what is not a plain file of its own is refused', () => {
    const { root, outside } = places();
    const system = systemFor(root, [], descriptors);
    mkdirSync(join(root, 'folder'));
    writeFileSync(join(root, 'file'), '');
    execFileSync('mkfifo', [join(root, 'pipe')]);
    writeFileSync(join(outside, 'original'), 'old');
    linkSync(join(outside, 'original'), join(root, 'hard'));
    const expected = {
      folder: 'not-a-file',
      pipe: 'not-a-file',
      hard: 'hard-linked',
      'file/below': 'not-a-directory',
      'file/below/it': 'not-a-directory',
      'nul\0': 'bad-path',
      'folder/../x': 'bad-path',
      [`${'x'.repeat(300)}`]: 'bad-path',
    };
    const found = Object.keys(expected).map((name) => [
      name,
      codeOf(() => system.write(`${root}/${name}`, bytes('x'))),
    ]);
    expect(Object.fromEntries(found)).toEqual(expected);
    expect(codeOf(() => system.write('relative', bytes('x')))).toBe('relative-path');
    expect(readFileSync(join(outside, 'original'), 'utf8')).toBe('old');
    expect(readdirSync(root).sort()).toEqual(['file', 'folder', 'hard', 'pipe']);
  });

  test('a failed write leaves no directory behind', () => {
    const { root } = places();
    const long = join(root, 'a/b', 'x'.repeat(255), 'y'.repeat(300));
    expect(codeOf(() => systemFor(root, [], descriptors).write(long, bytes('x')))).toBe('bad-path');
    expect(readdirSync(root)).toEqual([]);
  });

  test('remove, chmod and directories keep to the same guards', () => {
    const { root, outside } = places();
    const system = systemFor(root, [], descriptors);
    writeFileSync(join(root, 'f'), 'x');
    writeFileSync(join(outside, 'f'), 'x');
    symlinkSync('f', join(root, 'link'));
    symlinkSync(join(outside, 'f'), join(root, 'out'));

    for (const work of [
      () => system.remove(join(root, 'out')),
      () => system.remove(join(outside, 'f')),
      () => system.chmod(join(root, 'out'), 0o777),
      () => system.makeDirectory(join(outside, 'd')),
      () => system.removeDirectory(outside),
    ]) {
      expect(codeOf(work)).toBe('outside-allowlist');
    }
    system.chmod(join(root, 'link'), 0o640);
    expect(modeOf(join(root, 'f'))).toBe(0o640);
    expect(codeOf(() => system.chmod(join(root, 'absent'), 0o640))).toBe('absent');

    expect(codeOf(() => system.remove(join(root, 'link'), { expect: sha256('y') }))).toBe(
      'ChangedUnderneath',
    );
    system.remove(join(root, 'link'), { expect: sha256('x') });
    system.remove(join(root, 'link'));
    system.remove(join(root, 'no/such'), { expect: sha256('x') });
    expect(readdirSync(root).sort()).toEqual(['link', 'out']);

    expect(system.makeDirectory(join(root, 'p/q'))).toEqual([join(root, 'p'), join(root, 'p/q')]);
    expect(system.makeDirectory(join(root, 'p/q'))).toEqual([]);
    expect(system.removeDirectory(join(root, 'p'))).toBe(false);
    expect(system.removeDirectory(join(root, 'p/q'))).toBe(true);
    expect(system.removeDirectory(join(root, 'p'))).toBe(true);
    expect(system.removeDirectory(join(root, 'p'))).toBe(true);
    expect(codeOf(() => system.removeDirectory(join(root, 'link/x')))).toBeUndefined();
  });
});

test('a refusal names the path, where it leads and what is allowed', () => {
  const { root, outside } = places();
  symlinkSync(outside, join(root, 'link'));
  const system = systemFor(root);
  expect(() => system.write(join(root, 'link/f'), bytes(''))).toThrow(
    expect.objectContaining({
      exit: 4,
      message: expect.stringMatching(new RegExp(`${root}/link/f.*${outside}/f.*${root}`)),
      hint: expect.any(String),
    }),
  );
});

test('a single file and its sidecar are allowed, its neighbours are not', () => {
  const { root, outside } = places();
  const file = join(outside, '.claude.json');
  const system = systemFor(root, [file]);
  system.write(file, bytes('x'));
  system.write(`${file}.nerve-hash`, bytes('h'));
  expect(codeOf(() => system.write(`${file}.bak`, bytes('x')))).toBe('outside-allowlist');
  expect(readdirSync(outside).sort()).toEqual(['.claude.json', '.claude.json.nerve-hash']);
});

test('an empty root goes, and what was made on the way to it', () => {
  const { base } = places();
  const root = join(base, 'config/agent');
  const system = systemFor(root);
  const { createdDirectories } = system.write(join(root, 'f'), bytes(''));
  expect(createdDirectories).toEqual([join(base, 'config'), root]);
  system.remove(join(root, 'f'));
  expect(createdDirectories.toReversed().map((path) => system.removeDirectory(path))).toEqual([true, true]);
  expect(readdirSync(base).sort()).toEqual(['outside', 'root']);
});

test('read, stat and list', () => {
  const { root, outside } = places();
  const system = systemFor(root);
  writeFileSync(join(root, 'f'), 'text', { mode: 0o640 });
  writeFileSync(join(outside, 'empty'), '');
  symlinkSync(join(outside, 'empty'), join(root, 'link'));
  mkdirSync(join(root, 'd'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  writeFileSync(join(root, 'huge'), '');
  truncateSync(join(root, 'huge'), 64 * 1024 * 1024 + 1);

  const hash = sha256('text');
  const path = join(root, 'f');
  expect(system.read(path)).toEqual({ path, realPath: path, bytes: bytes('text'), mode: 0o640, hash });
  expect(system.read(join(root, 'link'))).toMatchObject({
    realPath: join(outside, 'empty'),
    hash: sha256(''),
  });
  expect([system.read(join(root, 'no')), system.read(join(path, 'below'))]).toEqual([undefined, undefined]);
  const codes = ['d', 'pipe', 'huge'].map((name) => codeOf(() => system.read(join(root, name))));
  expect(codes).toEqual(['not-a-file', 'not-a-file', 'too-large']);

  expect(system.stat(path)).toMatchObject({ kind: 'file', size: 4, mode: 0o640, uid: process.getuid?.() });
  expect(['d', 'pipe', 'no'].map((name) => system.stat(join(root, name))?.kind)).toEqual([
    'directory',
    'other',
    undefined,
  ]);
  expect(system.list(root).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'd directory',
    'f file',
    'huge file',
    'link link',
    'pipe other',
  ]);
  expect(system.list(join(root, 'no'))).toEqual([]);
  expect(codeOf(() => system.list(path))).toBe('not-a-directory');
});

test('without root: read-only folders and files, unreadable files', async () => {
  const { base, root } = places();
  for (const path of [base, root]) chmodSync(path, 0o777);
  mkdirSync(join(root, 'closed'));
  writeFileSync(join(root, 'closed/f'), 'old', { mode: 0o666 });
  writeFileSync(join(root, 'fixed'), 'old');
  writeFileSync(join(root, 'secret'), 'old');
  chmodSync(join(root, 'fixed'), 0o444);
  chmodSync(join(root, 'secret'), 0o000);
  chmodSync(join(root, 'closed'), 0o555);
  const steps = [
    'write:closed/f',
    'write:closed/new',
    'write:closed/d/new',
    'remove:closed/f',
    'write:fixed',
  ];
  const run = child('as-nobody', root, ...steps, 'remove:fixed', 'read:secret', 'write:free');
  const { stdout, stderr } = await ended(run);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([...Array(6).fill('not-writable'), 'not-readable', 'done']);
  expect(readdirSync(join(root, 'closed'))).toEqual(['f']);
  chmodSync(join(root, 'closed'), 0o755);
});
