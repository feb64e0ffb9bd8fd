import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { launcherTarget } from '../../../../src/lib/agents/sync/launcher.ts';
import { resolvePaths } from '../../../../src/lib/base/config/paths.ts';
import { tempDir } from '../../../support/temp.ts';

it('starts nerve with its own Node and folder, whatever the paths and words are', () => {
  const home = join(tempDir(), 'it\'s $HOME `x` "q"');
  mkdirSync(home);
  const entry = join(home, 'nerve entry.mjs');
  writeFileSync(entry, 'console.log(JSON.stringify([process.env.NERVE_HOME, ...process.argv.slice(2)]));');
  const target = launcherTarget(resolvePaths({ HOME: home }), { node: process.execPath, entry }, 'linux');
  const script = join(home, 'launcher');
  writeFileSync(script, target.text ?? '');
  chmodSync(script, target.mode ?? 0);
  const words = ['a b', '$x', "it's", ''];
  const out = execFileSync(script, words, { env: {}, encoding: 'utf8' });
  expect(JSON.parse(out)).toEqual([join(home, '.nerve'), ...words]);
});

it('is a batch file on Windows', () => {
  const { text, mode, kind } = launcherTarget(
    resolvePaths({ HOME: '/h' }),
    { node: 'C:\\node.exe', entry: 'C:\\n\\nerve.js' },
    'win32',
  );
  expect(text).toContain('"C:\\node.exe" "C:\\n\\nerve.js" %*\r\n');
  expect({ mode, kind }).toEqual({ mode: 0o700, kind: 'own' });
});
