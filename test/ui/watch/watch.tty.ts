/** The live view in a real terminal (tmux): drawn in place, narrow, without colour, gone without a trace. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { makeHome } from '../../support/home.ts';
import { buildNerve, createNerve } from '../../support/scenario.ts';

const sockets: string[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) execFileSync('tmux', ['-L', socket, 'kill-server']);
});

async function terminal(columns: number, rows: number, env = '') {
  const home = makeHome({ '.codex': null, '.claude': null });
  const nerve = await createNerve();
  await nerve.expect(0, home, 'init --yes');
  await nerve.expect(0, home, 'sync');
  const socket = `nerve-test-${process.pid}-${sockets.length}`;
  const tmux = (...args: string[]): string =>
    execFileSync('tmux', ['-L', socket, ...args], { encoding: 'utf8' });
  const node = JSON.stringify(process.execPath);
  const words = `env -i HOME=${home} PATH=/usr/bin:/bin TERM=screen ${env} ${node} ${await buildNerve()} sync --watch`;
  const line = `${words}; echo "exit=$?"; sleep 100`;
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), line);
  sockets.push(socket);
  const screen = (): string => tmux('capture-pane', '-p').trimEnd();
  const shows = (part: string | RegExp): Promise<void> =>
    vi.waitFor(() => expect(screen()).toMatch(part), { timeout: 15_000, interval: 50 });
  return { home, tmux, screen, shows };
}

/** What differs between two runs, replaced. */
function settled(screen: string): string {
  return screen
    .replace(/pid \d+/, 'pid PID')
    .replace(/\d\d:\d\d:\d\d/g, 'TIME')
    .replace(/in \d\d:\d\d/, 'in MM:SS');
}

test('40 columns: an edit, a conflict, a narrower window, Ctrl-C', async () => {
  const { home, tmux, screen, shows } = await terminal(40, 20);
  await shows('Next scan in 15:00');
  expect(settled(screen())).toBe(
    [
      'nerve watches · pid PID',
      '  Codex        in step  2 files',
      '  Claude Code  in step  3 files',
      'Next scan in MM:SS · Ctrl-C stops',
    ].join('\n'),
  );
  appendFileSync(join(home, 'nerve-workspace/MEMORY.md'), '\n- Tea, not coffee.\n');
  await shows('Last change');
  const bundle = join(home, '.codex/AGENTS.md');
  writeFileSync(bundle, readFileSync(bundle, 'utf8').replace('Tea', 'Cocoa'));
  await shows('decide');
  const full = [
    'nerve watches · pid PID',
    '  Codex        decide   2 files',
    '  Claude Code  in step  3 files',
    'Last change TIME',
    '  ~/.codex/AGENTS.md  changed',
    '  ~/.claude/rules/nerve.md  changed',
    '! ~/.codex/AGENTS.md',
    '  memory bundle: you changed what nerv…',
    '  → nerve sync --diff',
  ].join('\n');
  expect(settled(screen())).toBe(`${full}\nNext scan in MM:SS · Ctrl-C stops`);
  tmux('resize-window', '-x', '30', '-y', '20');
  await shows('2 fi…');
  expect(screen().match(/nerve watches/g)).toHaveLength(1);
  tmux('resize-window', '-x', '40', '-y', '20');
  await shows('decide   2 files');
  tmux('send-keys', 'C-c');
  await shows('exit=130');
  expect(settled(screen())).toBe(`${full}\nStopped\nexit=130`);
  expect(tmux('display-message', '-p', '#{cursor_flag}').trim()).toBe('1');
});

test('NO_COLOR: no colours', async () => {
  const { tmux, shows } = await terminal(80, 20, 'NO_COLOR=1');
  await shows('Next scan in');
  expect(tmux('capture-pane', '-p', '-e')).not.toContain('\u001B[3');
});

test.each(['TERM=dumb', 'CI=1'])('%s: plain lines', async (env) => {
  const { home, screen, shows } = await terminal(80, 20, env);
  await shows('nerve watches, pid');
  appendFileSync(join(home, 'nerve-workspace/MEMORY.md'), '\n- Tea.\n');
  await shows(/Claude Code {2}~\/\.claude\/rules\/nerve\.md {2}changed/);
  expect(screen()).not.toContain('Ctrl-C stops');
});
