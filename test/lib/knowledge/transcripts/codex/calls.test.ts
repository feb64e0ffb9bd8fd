/** Calls of tools and their outputs, in each of the forms that versions of Codex write. */
import { describe, expect, test } from 'vitest';
import { readOutput } from '../../../../../src/lib/knowledge/transcripts/codex/output.ts';
import { factsOf, line, ofType, read, readRollout, settled } from './support.ts';

const FACTS = factsOf('sessions/rollout-2026-11-20T10-00-00-01a1f871-0000-7000-8000-000000000001.jsonl');
const PAGINATED = line('session_meta', { id: FACTS.thread, history_mode: 'paginated' }, { ordinal: 0 });

const raw = (name: string, call_id: string, args: object | string) =>
  line('response_item', { type: 'function_call', name, call_id, arguments: args });
const output = (call_id: string, text: unknown) =>
  line('response_item', { type: 'function_call_output', call_id, output: text });
const item = (payload: object) => line('event_msg', { type: 'item_completed', item: payload });

describe('direct tools', () => {
  test('the structured form takes the place of the raw one and carries the output', () => {
    const commands = settled(readRollout('01a1f871-19c4').items).filter(
      ({ tool }) => tool?.name === 'exec_command',
    );
    expect(commands.map(({ text, output, tool }) => [text, output, tool?.status, tool?.exitCode])).toEqual([
      ['echo hello-from-shell && ls', 'hello-from-shell\nREADME.md\npixel.png\n', 'ok', 0],
      ['echo oops >&2; exit 3', 'oops\n', 'error', 3],
    ]);
    expect(commands.every(({ replaces }) => replaces)).toBe(true);
  });

  test('an item that comes after the output still takes the place of its call', () => {
    const { items } = read(
      [
        PAGINATED,
        raw('exec_command', 'c1', '{"cmd":"sleep 9"}'),
        output('c1', 'Process running with session ID 7\nOutput:\n'),
        item({ type: 'CommandExecution', id: 'c1', command: ['bash', '-lc', 'sleep 9'], exit_code: 0 }),
      ],
      FACTS,
      { restart: true },
    );
    expect(items.map(({ id, replaces }) => [id, replaces])).toEqual([
      ['c1', undefined],
      ['c1:out', undefined],
      ['c1', true],
    ]);
  });

  test('an id that a model uses again is another call', () => {
    const lines = [raw('a', 'c', '{}'), output('c', '1'), raw('b', 'c', '{}'), output('c', '2')];
    const { items } = read(lines, FACTS, { restart: true });
    expect(items.map(({ id, tool, output }) => [id, tool?.name, output])).toEqual([
      ['c', 'a', undefined],
      ['c:out', 'a', '1'],
      ['c~2', 'b', undefined],
      ['c~2:out', 'b', '2'],
    ]);
  });

  test('an output of an unknown call is kept, with the id that it names', () => {
    expect(read([output('gone', 'text')], FACTS).items[0]).toMatchObject({
      kind: 'tool_result',
      callId: 'gone',
      output: 'text',
      tool: { name: 'unknown' },
    });
  });
});

test('calls nested in a cell of code mode name it, and a cell that throws has failed', () => {
  const { items } = readRollout('01a1f871-484c');
  const nested = items.filter(({ data }) => data?.cell !== undefined);
  expect(nested.map(({ text, data }) => [text, data?.cell])).toEqual([
    ['echo a', 'call_000000fbmock'],
    ['nerve.echo {"text":"one cell"}', 'call_000000fbmock'],
    ['echo b', 'call_000000fbmock'],
  ]);
  const ends = items.filter(({ kind }) => kind === 'tool_result');
  expect(ends.map(({ tool }) => tool?.status)).toEqual(['ok', 'error', 'ok']);
  expect(ends[1]?.output).toContain('script broke');
});

test('a command that outlives its turn belongs to it', () => {
  const last = readRollout('01a1f871-270b').items.at(-1);
  expect(last).toMatchObject({ turnId: '01a1f871-2964-7e93-8850-e66524e1a326', tool: { exitCode: -1 } });
});

describe('calls of MCP servers', () => {
  test.each(['01a1f871-1bb7', '01a1f871-1d55', '01a1f871-6a17', '01a1f871-b142'])('%s', (file) => {
    const calls = settled(readRollout(file).items).filter(
      ({ kind, tool }) => kind === 'tool_call' && tool?.server !== undefined,
    );
    expect(calls.map(({ text }) => text)).toEqual([
      'nerve.echo {"text":"hi from the agent"}',
      'nerve.boom {}',
    ]);
    expect(calls[0]?.tool).toMatchObject({ server: 'nerve', name: 'echo' });
  });

  test('an error of the tool is one, whichever way it is told', () => {
    const end = (result: object) =>
      line('event_msg', {
        type: 'mcp_tool_call_end',
        call_id: 'c',
        invocation: { server: 's', tool: 't' },
        result,
      });
    const outcome = (text: string) => read([text], FACTS).items[0];
    expect(outcome(end({ Ok: { content: [{ type: 'text', text: 'a' }], isError: true } }))).toMatchObject({
      output: 'a',
      tool: { status: 'error' },
    });
    expect(outcome(end({ Err: 'timed out' }))).toMatchObject({
      output: 'timed out',
      tool: { status: 'error' },
    });
    expect(outcome(end({ Ok: { content: [], structuredContent: { b: 1 } } }))).toMatchObject({
      output: '{"b":1}',
      tool: { status: 'ok' },
    });
  });
});

describe('outputs', () => {
  test.each([
    [
      'Chunk ID: 1\nWall time: 1.5 seconds\nProcess exited with code 3\nOutput:\nx\n',
      'x\n',
      { status: 'error', exitCode: 3, durationMs: 1500 },
    ],
    ['Exit code: 0\nWall time: 0.2 seconds\nOutput:\nx', 'x', { status: 'ok', exitCode: 0, durationMs: 200 }],
    [
      '{"output":"x","metadata":{"exit_code":1,"duration_seconds":0.5}}',
      'x',
      { status: 'error', exitCode: 1, durationMs: 500 },
    ],
    ['Output:\nx', 'Output:\nx', {}],
    ['unsupported call: update_plan', 'unsupported call: update_plan', { status: 'error' }],
    ['aborted by user after 0.2s', 'aborted by user after 0.2s', { status: 'aborted' }],
    ['exec command rejected by user', 'exec command rejected by user', { status: 'denied' }],
    ['{"output":', '{"output":', {}],
    ['', '', {}],
  ])('%j', (text, words, facts) => {
    expect(readOutput(text)).toEqual({ text: words, facts });
  });
});

test('plans, searches and pictures', () => {
  const plan = ofType(readRollout('01a1f871-62aa').items, 'function_call').find(
    ({ kind }) => kind === 'plan',
  );
  expect(plan?.text).toBe('mock plan\n[>] List files\n[ ] Write notes');
  for (const file of ['01a1f871-21ac', '01a1f871-73a1', '01a1f871-ba10']) {
    const searches = readRollout(file).items.filter(({ tool }) => tool?.name === 'web_search');
    expect(searches.map(({ text }) => text)).toEqual(['mock query']);
  }
  const found = readRollout('01a1f871-4a50').items.find(({ data }) => data?.type === 'tool_search_output');
  expect(found?.output).toBe('mcp__nerve.echo');
  const seen = settled(readRollout('01a1f871-270b').items).filter(({ kind }) => kind === 'image');
  expect(seen.map(({ text }) => text)).toEqual(['/tmp/demo-ws/pixel.png']);
});

test("a person's own command is a call by the user, in both modes", () => {
  for (const file of ['01a1f871-270b', '01a1f871-7b22']) {
    const own = readRollout(file).items.filter(({ tool }) => tool?.name === 'user_shell');
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({
      role: 'user',
      text: 'echo user-shell',
      tool: { status: 'ok', exitCode: 0 },
    });
    expect(own[0]?.output?.trim()).toBe('user-shell');
  }
});

test('a search is told once for each pair of lines, and once without a pair', () => {
  const end = line('event_msg', { type: 'web_search_end', call_id: 'ws', query: 'a' });
  const call = (query: string) =>
    line('response_item', { type: 'web_search_call', action: { type: 'search', query } });
  const { items } = read([end, call('a'), call('b'), end.replace('"ws"', '"ws2"'), call('a')], FACTS, {
    restart: true,
  });
  expect(items.map(({ id, text }) => [id, text])).toEqual([
    ['ws', 'a'],
    ['#2', 'b'],
    ['ws2', 'a'],
  ]);
});
