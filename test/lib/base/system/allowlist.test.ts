import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAllowlist } from '../../../../src/lib/base/system/allowlist.ts';
import { tempName } from '../../../../src/lib/base/system/temp-files.ts';
import { tempDir } from '../../../support/temp.ts';
import { codeOf } from './helpers.ts';

const home = '/nonexistent/home';

test.each([
  ['the root', '/x/.codex', true],
  ['below it', '/x/.codex/a/b', true],
  ['a name that starts like it', '/x/.codex-evil/a', false],
  ['its parent', '/x', false],
  ['a name that starts with two dots', '/x/.codex/..a', true],
  ['a sibling that starts with two dots', '/x/..codex', false],
  ['the single file', '/y/.claude.json', true],
  ['its sidecar', '/y/.claude.json.nerve-hash', true],
  ['a temp file of it', `/y/${tempName('.claude.json')}`, true],
  ['a temp file of its sidecar', `/y/${tempName('.claude.json.nerve-hash')}`, true],
  ['a temp file of another', `/y/${tempName('.bashrc')}`, false],
  ['a temp file elsewhere', `/y/z/${tempName('.claude.json')}`, false],
  ['a sibling', '/y/.claude.json.bak', false],
  ['below the single file', '/y/.claude.json/a', false],
  ['other case', '/x/.CODEX/a', false],
])('%s: %s', (_name, path, allowed) => {
  const list = createAllowlist({ roots: ['/x/.codex'], files: ['/y/.claude.json'], home }, 'linux');
  expect(list.isAllowed(path)).toBe(allowed);
});

test('names have no case where the platform ignores it', () => {
  const list = createAllowlist({ roots: ['/x/.codex'], files: ['/y/.claude.json'], home }, 'darwin');
  expect(['/X/.CODEX/a', '/y/.Claude.json', '/y/.claude.jso'].map(list.isAllowed)).toEqual([
    true,
    true,
    false,
  ]);
});

test('no root may contain the home folder', () => {
  const base = tempDir();
  mkdirSync(join(base, 'home'));
  symlinkSync(join(base, 'home'), join(base, 'link'));
  const make = (root: string) => () =>
    createAllowlist({ roots: [root], files: [], home: join(base, 'home') });
  expect(
    ['/', base, join(base, 'home'), join(base, 'link'), `${base}/home/`].map((root) => codeOf(make(root))),
  ).toEqual(Array(5).fill('root-too-wide'));
  expect(codeOf(make(join(base, 'home', '.codex')))).toBeUndefined();
  expect(codeOf(make('relative'))).toBe('relative-path');
});

test('a home behind a link works; a link in place of a named file does not widen the list', () => {
  const base = tempDir();
  mkdirSync(join(base, 'real'));
  symlinkSync('real', join(base, 'home'));
  symlinkSync(join(base, 'elsewhere'), join(base, 'real', '.claude.json'));
  const list = createAllowlist({
    roots: [join(base, 'home', '.codex')],
    files: [join(base, 'home', '.claude.json')],
    home: join(base, 'home'),
  });
  expect(list.roots).toEqual([join(base, 'real', '.codex')]);
  expect(list.files).toEqual([join(base, 'real', '.claude.json')]);
  expect(list.isAllowed(join(base, 'elsewhere'))).toBe(false);
});

test('directories: on the way to an allowed path, never the home folder or above', () => {
  const list = createAllowlist({
    roots: ['/nonexistent/home/.config/opencode'],
    files: ['/other/x/file'],
    home,
  });
  const asked = ['/nonexistent/home/.config', '/nonexistent/home', '/', '/other/x', '/other/x/file', '/else'];
  expect(asked.map(list.isDirectoryAllowed)).toEqual([true, false, false, true, false, false]);
});
