import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRecordingSystem } from '../../../../src/lib/base/system/recording-system.ts';
import { tempDir } from '../../../support/temp.ts';
import { codeOf, systemFor } from './helpers.ts';

test('notes every call in order, also one that throws, and passes it on', async () => {
  const root = tempDir();
  const file = join(root, 'f');
  const heard: string[] = [];
  const system = createRecordingSystem(systemFor(root), ({ op }) => heard.push(op));
  expect(system.read(file)).toBeUndefined();
  system.write(file, Buffer.from('x'), { expect: null });
  expect(codeOf(() => system.write('/outside', Buffer.from('x')))).toBe('outside-allowlist');
  system.chmod(file, 0o640);
  expect(system.stat(file)).toMatchObject({ mode: 0o640, size: 1 });
  expect(await system.withLock(join(root, 'l'), async () => 7, { waitMs: 0, purpose: 'test' })).toBe(7);
  system.which('node', {});
  expect(system.calls).toEqual([
    { op: 'read', path: file },
    { op: 'write', path: file },
    { op: 'write', path: '/outside' },
    { op: 'chmod', path: file },
    { op: 'stat', path: file },
    { op: 'withLock', path: join(root, 'l') },
    { op: 'which', path: 'node' },
  ]);
  expect(heard).toEqual(system.calls.map(({ op }) => op));
});
