/** Another program that rewrites a JSON file: raises its own counter, in place or by rename. Prints how often. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const [file = '', how = '', rounds = '0', pauseMs = '1'] = process.argv.slice(2);
const cell = new Int32Array(new SharedArrayBuffer(4));
let done = 0;
while (done < Number(rounds)) {
  const value = JSON.parse(readFileSync(file, 'utf8'));
  value.theirs += 1;
  const text = JSON.stringify(value);
  if (how === 'in-place') {
    writeFileSync(file, text);
  } else {
    const fd = openSync(`${file}.tmp-${process.pid}`, 'w');
    writeFileSync(fd, text);
    fsyncSync(fd);
    closeSync(fd);
    renameSync(`${file}.tmp-${process.pid}`, file);
  }
  done += 1;
  Atomics.wait(cell, 0, 0, Number(pauseMs));
}
process.stdout.write(String(done));
