/**
 * Loaded before nerve in a child (`node --import`): counts the calls that change the disk or the database, and at a
 * chosen one kills the process, lets the call fail, or swaps a folder for a link. Steered by the environment:
 *
 * - `KILL_AT=n`: SIGKILL before the n-th such call.
 * - `FAIL_AT=n`, `FAIL_CODE=ENOSPC`, `FAIL_CALLS=renameSync,…`: the n-th of these calls throws.
 * - `SWAP_AT=n`, `SWAP=FOLDER:TARGET`: before the n-th call the folder is moved aside and a link takes its place.
 * - `AS_NOBODY=1`: gives up root's powers first.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import Database from 'better-sqlite3';

const { KILL_AT, FAIL_AT, FAIL_CODE = 'EIO', FAIL_CALLS, SWAP_AT, SWAP = '', AS_NOBODY } = process.env;
const failing = FAIL_CALLS?.split(',');
const WRITING = fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT;
const CALLS = [
  'openSync',
  'writeSync',
  'writeFileSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
  'rmSync',
  'mkdirSync',
  'rmdirSync',
  'fsyncSync',
  'fchmodSync',
  'chmodSync',
  'fchownSync',
] as const;

const { renameSync, symlinkSync } = fs;
let steps = 0;
let failures = 0;

function step(name: string): void {
  steps += 1;
  if (steps === Number(KILL_AT)) {
    process.kill(process.pid, 'SIGKILL');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  if (steps === Number(SWAP_AT)) {
    const [folder = '', target = ''] = SWAP.split(':');
    renameSync(folder, `${folder}.away`);
    symlinkSync(target, folder);
  }
  if (FAIL_AT === undefined || (failing && !failing.includes(name))) return;
  failures += 1;
  if (failures === Number(FAIL_AT))
    throw Object.assign(new Error(`${FAIL_CODE}: injected`), { code: FAIL_CODE });
}

function changesDisk(name: string, [, flags]: readonly unknown[]): boolean {
  if (name !== 'openSync') return true;
  return typeof flags === 'number' ? (flags & WRITING) !== 0 : /[wa+]/.test(String(flags ?? 'r'));
}

if (AS_NOBODY && process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(65534);
  process.setuid?.(65534);
}

for (const name of CALLS) {
  const real = fs[name] as (...args: unknown[]) => unknown;
  const counted = (...args: unknown[]): unknown => {
    if (changesDisk(name, args)) step(name);
    return real(...args);
  };
  Object.assign(fs, { [name]: counted });
}
syncBuiltinESMExports();

const memory = new Database(':memory:');
const statement = Object.getPrototypeOf(memory.prepare('SELECT 1'));
memory.close();
for (const [prototype, name] of [
  [statement, 'run'],
  [Database.prototype, 'exec'],
] as const) {
  const real = prototype[name] as (...args: unknown[]) => unknown;
  prototype[name] = function (this: unknown, ...args: unknown[]): unknown {
    step(name);
    return real.apply(this, args);
  };
}

process.on('exit', () => {
  if (process.env.COUNT_FILE) fs.appendFileSync(process.env.COUNT_FILE, `${steps}\n`);
});
