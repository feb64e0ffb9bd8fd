/** A watch that runs for long does not grow. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readyHome } from './watch-cli.ts';

test('2000 rounds leave the heap as large as 200 do', async () => {
  const child = fileURLToPath(new URL('watch-memory-child.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    child,
    await readyHome(),
    '2000',
  ]);
  const { early, late, rounds, written } = JSON.parse(stdout);
  expect(rounds).toBeGreaterThanOrEqual(2000);
  expect(written).toBeGreaterThanOrEqual(50);
  expect(late - early).toBeLessThan(5 * 1024 * 1024);
}, 180_000);
