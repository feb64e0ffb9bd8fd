/** The bare way to replace a file so that a power cut leaves the old bytes or the new ones; nothing is checked. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Temp file, fsync, rename, fsync of the folder. */
export function bareWrite(file: string, bytes: Uint8Array): void {
  const fd = openSync(`${file}.tmp`, 'wx', 0o600);
  writeSync(fd, bytes);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(`${file}.tmp`, file);
  const directory = openSync(dirname(file), 'r');
  fsyncSync(directory);
  closeSync(directory);
}
