/** Writes a file while an in-place writer, which opened it before, writes at a chosen moment. Prints what comes of it. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname } from 'node:path';
import { createAllowlist } from '../../../../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../../../../src/lib/base/system/real-system.ts';

const [file = '', moment = '', expect = ''] = process.argv.slice(2);
const system = createRealSystem({
  allowlist: createAllowlist({ roots: [dirname(file)], files: [], home: '/nonexistent' }),
});
const { renameSync, linkSync } = fs;
const fd = fs.openSync(file, 'r+');
const theirs = (): void => {
  fs.writeSync(fd, 'theirs', 0);
};
let renames = 0;

Object.assign(fs, {
  linkSync: (from: string, to: string): void => {
    if (moment === 'no links') throw Object.assign(new Error('no links'), { code: 'EPERM' });
    linkSync(from, to);
  },
  renameSync: (from: string, to: string): void => {
    renames += 1;
    if (renames === 1 && moment !== 'after the rename') fs.ftruncateSync(fd, 0);
    if (renames === 1 && (moment === 'before the rename' || moment === 'no links')) theirs();
    renameSync(from, to);
    if (renames === 1 && moment === 'after the rename') theirs();
    if (renames === 1 && moment === 'after their own rename') {
      theirs();
      fs.writeFileSync(`${file}.new`, 'newest');
      renameSync(`${file}.new`, file);
    }
  },
});
syncBuiltinESMExports();

let result = 'written';
try {
  system.write(file, Buffer.from('ours'), { expect });
} catch (error) {
  result = error instanceof Error ? error.name : String(error);
}
if (moment === 'much later') theirs();
process.stdout.write(`${result}: ${fs.readFileSync(file, 'utf8')}`);
