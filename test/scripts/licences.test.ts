import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { licencesOf } from '../../scripts/licences.ts';
import { tempDir } from '../support/temp.ts';

function put(root: string, name: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(root, 'node_modules', name), { recursive: true });
  for (const [file, text] of Object.entries(files))
    writeFileSync(join(root, 'node_modules', name, file), text);
}

test('names every package once, with its licence', () => {
  const root = tempDir();
  put(root, 'plain', { 'package.json': '{"name":"plain","version":"1.0.0"}', LICENSE: 'Plain terms\n' });
  put(root, '@scope/one', { 'package.json': '{"name":"@scope/one","version":"2.0.0","license":"MIT"}' });
  put(root, 'plain/node_modules/inner', {
    'package.json': '{"name":"inner","version":"3.0.0"}',
    'license.md': 'Inner terms',
  });
  const text = licencesOf(root, [
    'src/cli.ts',
    'node_modules/plain/a.js',
    'node_modules/plain/b/c.js',
    'node_modules/@scope/one/a.js',
    'node_modules/plain/node_modules/inner/a.js',
  ]);
  expect(text.match(/^plain 1\.0\.0$/gm)).toHaveLength(1);
  expect(text).toContain('plain 1.0.0\n\nPlain terms\n');
  expect(text).toContain('@scope/one 2.0.0\n\nLicense: MIT\n');
  expect(text).toContain('inner 3.0.0\n\nInner terms\n');
});
