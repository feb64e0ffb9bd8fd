/** Temporary folders for tests. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

/** Makes an empty folder (canonical path, mode 0700) that is removed after the tests of the file. */
export function tempDir(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'nerve-test-')));
  made.push(path);
  return path;
}

afterAll(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
});
