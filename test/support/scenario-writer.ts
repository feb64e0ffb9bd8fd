/**
 * Another program with `~/.claude.json` open all day: raises its counter and adds a key, again and again until its stdin
 * ends, then says how often. `rename` and `in-place` write without asking anybody; `locked` renames while it holds
 * `<file>.lock`, as Claude Code does.
 */
import { mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';

const [file = '', how = '', pauseMs = '2'] = process.argv.slice(2);
let count = 0;
let isOver = false;
process.stdin.on('end', () => {
  isOver = true;
});
process.stdin.resume();

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function lock(): Promise<void> {
  for (;;) {
    try {
      mkdirSync(`${file}.lock`);
      return;
    } catch {
      await pause(1);
    }
  }
}

function raise(): void {
  let state: { theirs: number; keys: Record<string, number> };
  try {
    state = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // In-place writers can see the moment between two names of a file; like a real one it tries again.
    return;
  }
  const next = { ...state, theirs: state.theirs + 1, keys: { ...state.keys, [`k${count}`]: count } };
  const text = `${JSON.stringify(next, null, 2)}\n`;
  if (how === 'in-place') writeFileSync(file, text);
  else {
    writeFileSync(`${file}.tmp.${process.pid}`, text, { mode: 0o600 });
    renameSync(`${file}.tmp.${process.pid}`, file);
  }
  count += 1;
}

process.stdout.write('ready\n');
while (!isOver) {
  if (how === 'locked') await lock();
  raise();
  if (how === 'locked') rmdirSync(`${file}.lock`);
  await pause(Number(pauseMs));
}
process.stdout.write(String(count));
