/** Swaps a directory for a link to another one and back, until it is killed. */
import { renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';

const [directory = '', outside = ''] = process.argv.slice(2);
process.stdout.write('ready');
const cell = new Int32Array(new SharedArrayBuffer(4));
const steps = [
  () => renameSync(directory, `${directory}.away`),
  () => symlinkSync(outside, directory),
  () => unlinkSync(directory),
  () => rmSync(directory, { recursive: true, force: true }),
  () => renameSync(`${directory}.away`, directory),
];
for (;;) {
  for (const step of steps) {
    try {
      step();
    } catch {
      // nerve has made the directory in between.
    }
  }
  Atomics.wait(cell, 0, 0, 1);
}
