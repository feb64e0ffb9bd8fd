/** Files are read piece by piece, links followed; what is no file is refused. */
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAllowlist } from '../../../../src/lib/base/system/allowlist.ts';
import { createDryRunSystem } from '../../../../src/lib/base/system/dry-run-system.ts';
import { openFile } from '../../../../src/lib/base/system/open-file.ts';
import { createRealSystem } from '../../../../src/lib/base/system/real-system.ts';
import { tempDir } from '../../../support/temp.ts';

function textAt(file: NonNullable<ReturnType<typeof openFile>>, position: number, size: number): string {
  const buffer = Buffer.alloc(size);
  return buffer.toString('utf8', 0, file.read(buffer, position));
}

test('pieces from any place, also of what came later', () => {
  const path = join(tempDir(), 'x');
  writeFileSync(path, 'one two');
  const file = openFile(path);
  if (!file) throw new Error('absent');
  expect(textAt(file, 0, 3)).toBe('one');
  expect(textAt(file, 4, 100)).toBe('two');
  expect(textAt(file, 7, 1)).toBe('');
  appendFileSync(path, ' three');
  expect(textAt(file, 7, 100)).toBe(' three');
  expect(file.stat()).toMatchObject({ kind: 'file', size: 13, identity: expect.stringMatching(/^\d+:\d+$/) });
  file.close();
});

test('links are followed, what is absent is undefined, folders are refused', () => {
  const folder = tempDir();
  writeFileSync(join(folder, 'x'), 'text');
  symlinkSync('x', join(folder, 'link'));
  symlinkSync('loop', join(folder, 'loop'));
  mkdirSync(join(folder, 'below'));
  const file = openFile(join(folder, 'link'));
  expect(file && textAt(file, 0, 9)).toBe('text');
  file?.close();
  expect(openFile(join(folder, 'absent'))).toBeUndefined();
  expect(openFile(join(folder, 'x/below'))).toBeUndefined();
  expect(() => openFile(join(folder, 'below'))).toThrow(expect.objectContaining({ code: 'not-a-file' }));
  expect(() => openFile(join(folder, 'loop'))).toThrow(expect.objectContaining({ code: 'link-loop' }));
});

test('a dry run reads what it has written', () => {
  const folder = tempDir();
  const allowlist = createAllowlist({ roots: [folder], files: [], home: tempDir() });
  const system = createDryRunSystem(createRealSystem({ allowlist }));
  writeFileSync(join(folder, 'x'), 'old');
  system.write(join(folder, 'x'), Buffer.from('newer'));
  const file = system.open(join(folder, 'x'));
  expect(file && textAt(file, 2, 9)).toBe('wer');
  expect(file?.stat().size).toBe(5);
  file?.close();
  system.remove(join(folder, 'x'));
  expect(system.open(join(folder, 'x'))).toBeUndefined();
});
