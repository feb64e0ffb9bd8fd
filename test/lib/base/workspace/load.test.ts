import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/lib/base/kernel/errors.ts';
import { sha256 } from '../../../../src/lib/base/kernel/hash.ts';
import { loadWorkspace } from '../../../../src/lib/base/workspace/load.ts';
import { diskReader } from './disk-reader.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nerve-workspace-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const put = (name: string, content: string | Uint8Array): void =>
  writeFileSync(join(directory, name), content);
const load = () => loadWorkspace(diskReader, directory);

async function failure(): Promise<UserError> {
  const error = await load().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('loadWorkspace', () => {
  it('reads the known files in their order and nothing else', async () => {
    for (const name of [
      'MEMORY.md',
      'USER.local.md',
      'SOUL.md',
      'USER.md',
      'NOTES.md',
      'notes.local.md',
      'soul.md.bak',
    ]) {
      put(name, `text of ${name}\n`);
    }
    mkdirSync(join(directory, 'skills'));
    const { parts } = await load();
    expect(parts.map(({ name, file, local }) => [name, file, local])).toEqual([
      ['SOUL.md', 'SOUL', false],
      ['USER.md', 'USER', false],
      ['USER.local.md', 'USER', true],
      ['MEMORY.md', 'MEMORY', false],
    ]);
  });

  it('is empty for a directory that is empty or missing', async () => {
    expect((await load()).parts).toEqual([]);
    expect((await loadWorkspace(diskReader, join(directory, 'missing'))).parts).toEqual([]);
  });

  it('drops the byte order mark, turns CRLF and CR into LF, and hashes the bytes on disk', async () => {
    const bytes = '\ufeffone\r\ntwo\rthree\r\n';
    put('SOUL.md', bytes);
    const { parts } = await load();
    expect(parts[0]).toMatchObject({ text: 'one\ntwo\nthree\n', firstLine: 1, hash: sha256(bytes) });
  });

  it('follows links to files and skips those that lead nowhere', async () => {
    put('elsewhere.md', 'linked\n');
    symlinkSync(join(directory, 'elsewhere.md'), join(directory, 'SOUL.md'));
    symlinkSync(join(directory, 'nowhere.md'), join(directory, 'USER.md'));
    expect((await load()).parts.map(({ name, text }) => [name, text])).toEqual([['SOUL.md', 'linked\n']]);
  });

  it.each<[string, (path: string) => void, RegExp]>([
    ['text in another encoding', (path) => writeFileSync(path, Uint8Array.of(0x66, 0xfc, 0x72)), /not UTF-8/],
    ['UTF-16', (path) => writeFileSync(path, Uint8Array.of(0xff, 0xfe, 0x61, 0)), /not UTF-8/],
    ['a directory', (path) => mkdirSync(path), /is a directory/],
    ['a file above 1 MiB', (path) => writeFileSync(path, 'x'.repeat(1024 * 1024 + 1)), /more than 1 MiB/],
  ])('refuses %s and names the file', async (_, make, message) => {
    const path = join(directory, 'TOOLS.md');
    make(path);
    const error = await failure();
    expect(error.code).toBe('workspace-file');
    expect(error.message).toMatch(message);
    expect(error.message).toContain(path);
  });

  it('accepts exactly 1 MiB', async () => {
    put('TOOLS.md', 'x'.repeat(1024 * 1024));
    expect((await load()).parts[0]?.text.length).toBe(1024 * 1024);
  });
});

describe('front matter', () => {
  it.each([
    [
      'a list',
      '---\nagents: [codex, Claude-Code]\nbudget-priority: 70\n---\nbody\n',
      ['codex', 'claude-code'],
      70,
      5,
    ],
    ['one name', '---\nagents: codex\n---\nbody\n', ['codex'], undefined, 4],
    ['CRLF and BOM', '\ufeff---\r\nagents:\r\n  - codex\r\n---\r\nbody\r\n', ['codex'], undefined, 5],
    ['unknown keys', '---\ntitle: x\n__proto__: {a: 1}\n---\nbody\n', undefined, undefined, 5],
    ['nothing between', '---\n---\nbody\n', undefined, undefined, 3],
    ['an end of three dots', '---\nbudget-priority: -1.5\n...\nbody\n', undefined, -1.5, 4],
  ])('reads %s', async (_, text, agents, budgetPriority, firstLine) => {
    put('SOUL.md', text);
    const [part] = (await load()).parts;
    expect(part).toMatchObject({ text: 'body\n', firstLine });
    expect(part?.agents).toEqual(agents);
    expect(part?.budgetPriority).toBe(budgetPriority);
  });

  it.each([
    ['no closing rule', '---\nagents: [codex]\nbody\n'],
    ['prose between two rules', '---\nJust some words.\n---\nbody\n'],
    ['prose that is no YAML', '---\n- a: [b\n*c\n---\nbody\n'],
    ['a rule further down', 'first\n---\nagents: [codex]\n---\n'],
    ['four dashes', '----\nagents: [codex]\n----\n'],
  ])('leaves %s as text', async (_, text) => {
    put('SOUL.md', text);
    expect((await load()).parts[0]).toMatchObject({ text, firstLine: 1 });
    expect((await load()).parts[0]?.agents).toBeUndefined();
  });

  it.each([
    ['broken YAML', '---\nagents: [codex\n---\nbody\n', /front matter/],
    ['agents of the wrong type', '---\nagents: {a: b}\n---\n', /agents/],
    ['agents that are no names', '---\nagents: [1]\n---\n', /agents/],
    ['a priority that is no number', '---\nbudget-priority: high\n---\n', /budget-priority/],
    ['an endless priority', '---\nbudget-priority: .inf\n---\n', /budget-priority/],
  ])('refuses %s and names the file', async (_, text, message) => {
    put('SOUL.md', text);
    const error = await failure();
    expect(error.code).toBe('workspace-front-matter');
    expect(error.message).toMatch(message);
    expect(error.message).toContain(join(directory, 'SOUL.md'));
  });

  it('does not let aliases blow up', async () => {
    const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    put('SOUL.md', `---\na0: &a0 [x]\n${levels.join('\n')}\n---\nbody\n`);
    expect((await failure()).code).toBe('workspace-front-matter');
  });
});
