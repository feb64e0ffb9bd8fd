/**
 * The least that safe writing costs: as many files as asked, each by temp file, fsync, rename, fsync of the folder;
 * a file that has the wanted bytes already is left alone. Arguments: folder, sizes in bytes joined by commas.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const [folder, sizes] = process.argv.slice(2);

sizes.split(',').forEach((size, at) => {
  const file = join(folder, `file-${at}`);
  const bytes = Buffer.alloc(Number(size), 'x');
  try {
    if (readFileSync(file).equals(bytes)) return;
  } catch {}
  const fd = openSync(`${file}.tmp`, 'wx', 0o600);
  writeSync(fd, bytes);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(`${file}.tmp`, file);
  const directory = openSync(folder, 'r');
  fsyncSync(directory);
  closeSync(directory);
});
