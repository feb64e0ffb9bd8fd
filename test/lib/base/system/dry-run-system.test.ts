import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../../../src/lib/base/kernel/hash.ts';
import { createDryRunSystem } from '../../../../src/lib/base/system/dry-run-system.ts';
import type { System } from '../../../../src/lib/base/system/system.ts';
import { tempDir } from '../../../support/temp.ts';
import { codeOf, systemFor, treeOf } from './helpers.ts';

function prepare(): { root: string; base: string } {
  const base = tempDir();
  const root = join(base, 'root');
  mkdirSync(join(root, 'd'), { recursive: true });
  mkdirSync(join(root, 'empty'));
  mkdirSync(join(base, 'outside'));
  writeFileSync(join(root, 'f'), 'old', { mode: 0o640 });
  writeFileSync(join(root, 'd/g'), 'g');
  writeFileSync(join(root, 'hard'), '');
  linkSync(join(root, 'hard'), join(base, 'outside/hard'));
  symlinkSync('f', join(root, 'link'));
  symlinkSync(join(base, 'outside'), join(root, 'out'));
  return { root, base };
}

/** The same steps on any system; what each gave or threw, without the place. */
function play(system: System, root: string): unknown {
  const at = (name: string): string => join(root, name);
  const bytes = (text: string): Buffer => Buffer.from(text);
  const steps: (() => unknown)[] = [
    () => system.write(at('link'), bytes('new'), { expect: sha256('old') }),
    () => system.read(at('f')),
    () => system.read(at('link')),
    () => system.stat(at('link'))?.mode,
    () => system.write(at('f'), bytes('x'), { expect: sha256('old') }),
    () => system.write(at('f'), bytes('x'), { expect: null }),
    () => system.write(at('a/b/c'), bytes('c'), { expect: null, mode: 0o644, directoryMode: 0o755 }),
    () => system.list(at('a')),
    () => system.stat(at('a'))?.mode,
    () => system.stat(at('a/b/c'))?.size,
    () => system.write(at('a/b'), bytes('x')),
    () => system.write(at('a/b/c/below'), bytes('x')),
    () => system.read(at('a/b')),
    () => system.list(at('a/b/c')),
    () => system.chmod(at('a/b/c'), 0o600),
    () => system.stat(at('a/b/c'))?.mode,
    () => system.chmod(at('no'), 0o600),
    () => system.remove(at('d/g'), { expect: sha256('x') }),
    () => system.removeDirectory(at('d')),
    () => system.remove(at('d/g'), { expect: sha256('g') }),
    () => system.removeDirectory(at('d')),
    () => system.read(at('d/g')),
    () => system.stat(at('d')),
    () => system.list(root),
    () => system.makeDirectory(at('d/e')),
    () => system.list(at('d')),
    () => system.removeDirectory(at('empty')),
    () => system.removeDirectory(at('f')),
    () => system.removeDirectory(at('out')),
    () => system.makeDirectory(at('out/x')),
    () => system.makeDirectory(at('f/x')),
    () => system.write(at('out/x'), bytes('')),
    () => system.write(at('hard'), bytes('')),
    () => system.remove(at('hard')),
    () => system.assertWritable(at('f')),
    () => system.remove(at('f')),
    () => system.read(at('link')),
    () => system.write(at('link'), bytes('again'), { expect: null }),
    () => system.read(at('f'))?.mode,
  ];
  const results = steps.map((step) => {
    const box: { result?: unknown } = {};
    const code = codeOf(() => {
      box.result = step();
    });
    return code ?? box.result ?? 'nothing';
  });
  return JSON.parse(JSON.stringify(results).replaceAll(root, ''));
}

test('a dry run says the same as a real run and leaves the tree untouched', () => {
  const [real, dry] = [prepare(), prepare()];
  const before = treeOf(dry.base);
  const said = play(createDryRunSystem(systemFor(dry.root)), dry.root);
  expect(treeOf(dry.base)).toEqual(before);
  expect(said).toEqual(play(systemFor(real.root), real.root));
  expect(treeOf(real.base)).not.toEqual(before);
});

test('no lock is taken; programs run unless told otherwise', async () => {
  const { root, base } = prepare();
  const before = treeOf(base);
  const inner = systemFor(root);
  const options = { waitMs: 0, purpose: 'test' };
  const system = createDryRunSystem(inner);
  expect(await system.withLock(join(root, 'lock'), async () => 1, options)).toBe(1);
  await expect(system.withLock('/outside', async () => 1, options)).rejects.toMatchObject({
    code: 'outside-allowlist',
  });
  const probe = (variant: System) => variant.run(process.execPath, ['-p', '1'], { env: {}, timeout: 10_000 });
  expect(await probe(system)).toEqual({ code: 0, stdout: '1\n', stderr: '' });
  expect(await probe(createDryRunSystem(inner, { run: false }))).toMatchObject({
    code: undefined,
    stdout: '',
  });
  expect(treeOf(base)).toEqual(before);
});

test('bytes given are copied', () => {
  const { root } = prepare();
  const system = createDryRunSystem(systemFor(root));
  const bytes = Buffer.from('one');
  system.write(join(root, 'n'), bytes);
  bytes.fill(0);
  expect(system.read(join(root, 'n'))?.bytes.toString()).toBe('one');
});
