import { expect, it } from 'vitest';
import { localReasons } from '../../../../src/lib/setup/wizard/local-lines.ts';

const facts = { home: '/root', hostname: 'build-3' };

it.each([
  ['The code is in /home/ann/src.', 'home path'],
  ['`/Users/ann/Library`', 'home path'],
  ['C:\\Users\\ann\\src and C:/Users/ann', 'home path'],
  ['Logs: /root/logs', 'home path'],
  ['The API listens on localhost:8123.', 'local address'],
  ['http://127.0.0.1/', 'local address'],
  ['The NAS is 192.168.1.20', 'local address'],
  ['db at 10.0.0.7:5432', 'local address'],
  ['172.20.1.1', 'local address'],
  ['100.101.102.103', 'local address'],
  ['printer.local', 'host name'],
  ['https://git.corp.internal/x', 'host name'],
  ['box.tail1234.ts.net', 'host name'],
  ['Tests run on build-3.', 'host name'],
  ['ssh -p 22 ann@example.org', 'host name'],
  ['password: [secret removed by nerve]', 'secret'],
  ['@~/.claude/more.md', 'file reference'],
  ['- @docs/rules.md', 'file reference'],
])('%s is local: %s', (text, reason) => {
  expect(localReasons(text, facts)).toEqual([reason]);
});

it.each([
  'Use tabs.',
  'Serve from /homepage/index.',
  'Put it in ~/src.',
  'Start localhost servers with `make dev`.',
  'Version 10.1.2 of node',
  '172.40.1.1 is public',
  'Edit AGENTS.local.md and settings.local.json, never .env.local',
  'Mail ann@example.org.',
  'Install @types/node in the project',
  'rebuild-3 is no host, nor is build-35',
  '/rootless',
  'The .local folder and ~/.local/share',
])('%s holds everywhere', (text) => {
  expect(localReasons(text, facts)).toEqual([]);
});

it('ignores hosts that are called like a word', () => {
  expect(localReasons('Do your work well.', { home: '/', hostname: 'work' })).toEqual([]);
});

it('takes linear time', () => {
  for (const piece of ['a.', 'ssh ', '10.', '@a/', '/home', 'a-', 'ssh a@']) {
    localReasons(piece.repeat(20_000), facts);
  }
}, 5_000);
