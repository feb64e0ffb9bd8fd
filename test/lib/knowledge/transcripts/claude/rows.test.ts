/** Rows that the fixtures do not have, as releases write them. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../../src/lib/base/kernel/json.ts';
import type { FileFacts } from '../../../../../src/lib/knowledge/transcripts/claude/file-facts.ts';
import { readingsOf, type Transcript, transcriptOf } from '../reading.ts';
import { maker } from './fixtures.ts';

const SESSION = '598116c4-4f6c-47a9-9444-327abfd87399';
const BASE = 'ed1c3490-4b43-4500-ab3f-410f1adedfa1';

function readRows(
  rows: readonly (JsonObject | string)[],
  file: FileFacts = { session: SESSION },
): Transcript {
  const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
  return transcriptOf(readingsOf(maker(file), lines));
}

const row = (type: string, fields: JsonObject, uuid = 'u1'): JsonObject => ({
  parentUuid: null,
  isSidechain: false,
  type,
  uuid,
  timestamp: '2026-11-20T09:59:23.174Z',
  cwd: '/home/ann/shop',
  sessionId: SESSION,
  version: '2.1.328',
  ...fields,
});
const said = (content: string | JsonObject[], fields: JsonObject = {}): JsonObject =>
  row('user', { message: { role: 'user', content }, ...fields });
const answered = (content: JsonObject[], message: JsonObject = {}, uuid = 'a1'): JsonObject =>
  row('assistant', { message: { id: 'msg_1', role: 'assistant', model: 'opus', content, ...message } }, uuid);
const result = (fields: JsonObject, block: JsonObject): JsonObject =>
  row(
    'user',
    { message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', ...block }] }, ...fields },
    'r1',
  );
const call = (name: string, input: JsonObject = {}): JsonObject =>
  answered([{ type: 'tool_use', id: 't1', name, input }]);

describe('what a person typed', () => {
  test.each<[string, JsonObject, string | undefined]>([
    ['a prompt', said('go on'), undefined],
    [
      'a prompt with a mark of its origin',
      said('go on', { turnOrigin: 'human', promptSource: 'typed' }),
      undefined,
    ],
    ['words that only look like a tag', said('<div> is not closed'), undefined],
    [
      'a command',
      said('<command-message>review</command-message>\n<command-name>/review</command-name>'),
      'command',
    ],
    ['a shell command', said('<bash-input>ls</bash-input>'), 'command'],
    ['its output', said('<bash-stdout>a</bash-stdout><bash-stderr></bash-stderr>'), 'command output'],
    ['a finished task', said('<task-notification>…</task-notification>'), 'task'],
    ['an interruption', said([{ type: 'text', text: '[Request interrupted by user]' }]), 'interrupted'],
    ['a reminder', said('<system-reminder>x</system-reminder>'), 'context'],
    ['a row for the screen alone', said('x', { isVisibleInTranscriptOnly: true }), 'not sent'],
    ['a turn by the clock', said('x', { turnOrigin: 'scheduled' }), 'scheduled'],
    ['a prompt of the program', said('x', { promptSource: 'system' }), 'system'],
    ['a message of another agent', said('x', { origin: { kind: 'peer' } }), 'peer'],
    ['a sub-agent in the file of its session', said('x', { isSidechain: true }), 'sub-agent'],
  ])('%s', (_, line, why) => {
    const { items } = readRows([line]);
    expect(items).toHaveLength(1);
    expect([items[0]?.kind, items[0]?.role, items[0]?.data?.why]).toEqual(
      why === undefined ? ['text', 'user', undefined] : ['note', 'system', why],
    );
  });

  test('shows commands as they were typed', () => {
    const text =
      '<command-message>review</command-message><command-name>/review</command-name><command-args>the diff</command-args>';
    expect(readRows([said(text)]).items[0]?.text).toBe('/review the diff');
  });

  test('is a prompt too if it was typed while the agent worked', () => {
    const queued = (fields: JsonObject, uuid: string): JsonObject =>
      row('attachment', { attachment: { type: 'queued_command', prompt: 'and tests', ...fields } }, uuid);
    const { items } = readRows([
      queued({ commandMode: 'prompt' }, 'q1'),
      queued(
        { commandMode: 'prompt', prompt: [{ type: 'text', text: 'and docs' }], origin: { kind: 'human' } },
        'q2',
      ),
      queued({ commandMode: 'task-notification' }, 'q3'),
      queued({ isMeta: true }, 'q4'),
    ]);
    expect(items.map(({ kind, text }) => [kind, text])).toEqual([
      ['text', 'and tests'],
      ['text', 'and docs'],
      ['note', 'and tests'],
      ['note', 'and tests'],
    ]);
  });

  test('may be several blocks, and images keep their place', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
    const { items } = readRows([said([image, { type: 'text', text: 'one' }, { type: 'text', text: 'two' }])]);
    expect(items.map(({ id, kind, text }) => [id, kind, text])).toEqual([
      ['u1', 'text', 'one\ntwo'],
      ['u1.0', 'image', ''],
    ]);
    expect(items[1]?.data).toEqual({ mediaType: 'image/png', bytes: 3 });
  });
});

describe('tools', () => {
  test.each<[string, JsonObject, JsonObject, string]>([
    ['ok', {}, { content: 'x' }, 'ok'],
    ['error', { toolUseResult: 'Error: x' }, { content: 'x', is_error: true }, 'error'],
    ['refused by a person', { toolDenialKind: 'user-rejected' }, { content: 'x', is_error: true }, 'denied'],
    ['refused by a rule', { toolDenialKind: 'permission-rule' }, { content: 'x', is_error: true }, 'denied'],
    ['stopped', { toolDenialKind: 'interrupted' }, { content: 'x', is_error: true }, 'aborted'],
    [
      'refused in 2.0',
      {},
      {
        content: "Claude requested permissions to use mcp__a__b, but you haven't granted it yet.",
        is_error: true,
      },
      'denied',
    ],
    [
      'refused by a rule in 2.0',
      {},
      { content: 'Permission to use Bash with command rm has been denied.', is_error: true },
      'denied',
    ],
    [
      'refused by a person in 2.0',
      {},
      { content: "The user doesn't want to proceed with this tool use.", is_error: true },
      'denied',
    ],
    ['a result that only speaks of it', {}, { content: 'Permission to use it has been denied' }, 'ok'],
  ])('%s', (_, fields, block, status) => {
    const { items } = readRows([call('Bash', { command: 'ls' }), result(fields, block)]);
    expect(items[1]).toMatchObject({ callId: 't1', tool: { name: 'Bash', status } });
  });

  test.each<[string, JsonObject, JsonObject, number | undefined]>([
    [
      'zero without words',
      { toolUseResult: { stdout: '', stderr: '', interrupted: false } },
      { content: '' },
      0,
    ],
    [
      'another in words',
      { toolUseResult: 'Error: Exit code 127\nx' },
      { content: 'Exit code 127\nx', is_error: true },
      127,
    ],
    [
      'none while it runs',
      { toolUseResult: { stdout: '', backgroundTaskId: 'b1' } },
      { content: '' },
      undefined,
    ],
    [
      'none when it was stopped',
      { toolUseResult: { stdout: '', interrupted: true } },
      { content: '' },
      undefined,
    ],
  ])('a shell gives an exit code: %s', (_, fields, block, exitCode) => {
    const { items } = readRows([call('Bash', { command: 'ls' }), result(fields, block)]);
    expect(items[1]?.tool?.exitCode).toBe(exitCode);
  });

  test.each([
    ['mcp__nerve__tasks_list', { name: 'tasks_list', server: 'nerve' }],
    ['mcp__claude_ai_Mail__send', { name: 'send', server: 'claude_ai_Mail' }],
    ['mcp__a__b__c', { name: 'b__c', server: 'a' }],
    ['mcp__a', { name: 'mcp__a' }],
    ['Read', { name: 'Read' }],
  ])('%s is a tool of a server', (name, tool) => {
    expect(readRows([call(name)]).items[0]?.tool).toEqual(tool);
  });

  test('results of one row are items of their own, and keep no images', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
    const { items } = readRows([
      said([
        { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'one' }, image] },
        { type: 'tool_result', tool_use_id: 't2', content: 'two' },
      ]),
    ]);
    expect(items.map(({ id, output, callId }) => [id, output, callId])).toEqual([
      ['u1.0', 'one', 't1'],
      ['u1.1', 'two', 't2'],
    ]);
    expect(items[0]?.data).toEqual({ images: [{ mediaType: 'image/png', bytes: 3 }] });
  });
});

describe('usage', () => {
  const usage = (output: number): JsonObject => ({
    usage: {
      input_tokens: 10,
      cache_creation_input_tokens: 200,
      cache_read_input_tokens: 3000,
      output_tokens: output,
      output_tokens_details: { thinking_tokens: 7 },
    },
  });
  const text = [{ type: 'text', text: 'x' }];

  test('the input is all that was read, cached or not', () => {
    expect(readRows([answered(text, usage(50))]).usage).toEqual([
      expect.objectContaining({
        id: 'msg_1',
        model: 'opus',
        input: 3210,
        cachedInput: 3000,
        output: 50,
        reasoning: 7,
      }),
    ]);
  });

  test('comes again only where it has grown', () => {
    const rows = [50, 50, 80, 80].map((output, index) => answered(text, usage(output), `a${index}`));
    expect(readRows(rows).usage.map(({ id, output }) => [id, output])).toEqual([
      ['msg_1', 50],
      ['msg_1', 80],
    ]);
  });

  test('of the program itself is none', () => {
    const {
      items,
      usage: counted,
      head,
    } = readRows([
      row('assistant', {
        isApiErrorMessage: true,
        message: {
          id: 'm',
          model: '<synthetic>',
          content: [{ type: 'text', text: 'API Error' }],
          ...usage(0),
        },
      }),
    ]);
    expect(counted).toEqual([]);
    expect(head).not.toHaveProperty('model');
    expect(items).toMatchObject([{ role: 'system', kind: 'note', text: 'API Error' }]);
  });
});

describe('the head', () => {
  const first = said('go on');

  test('prefers the title of a person', () => {
    const title = (...rows: JsonObject[]): string | undefined => readRows([first, ...rows]).head?.title;
    const person = { type: 'custom-title', customTitle: 'Shop', sessionId: SESSION };
    const model = { type: 'ai-title', aiTitle: 'Fix the shop', sessionId: SESSION };
    const summary = { type: 'summary', summary: 'The shop', leafUuid: 'u1' };
    expect(title(summary)).toBe('The shop');
    expect(title(model, summary)).toBe('Fix the shop');
    expect(title(person, model, summary)).toBe('Shop');
  });

  test('takes no summary of another session', () => {
    const { head } = readRows([{ type: 'summary', summary: 'Another', leafUuid: 'x' }, first]);
    expect(head).toMatchObject({ cwd: '/home/ann/shop' });
    expect(head).not.toHaveProperty('title');
  });

  test.each<[string, JsonObject]>([
    ['requestSessionId', { requestSessionId: BASE }],
    ['forkedFrom', { forkedFrom: { sessionId: BASE, messageUuid: 'u1' } }],
  ])('names the base of a fork by %s', (_, fields) => {
    expect(readRows([said('x', fields)]).head?.forkedFrom).toBe(`claude:${BASE}`);
  });

  test('names the base of a branch', () => {
    const derived = {
      type: 'derived-from',
      v: 1,
      sessionId: SESSION,
      sessions: [{ id: BASE, via: 'branch' }],
    };
    expect(readRows([first, derived]).head?.forkedFrom).toBe(`claude:${BASE}`);
  });

  test('keeps the folder where it began, and follows a move', () => {
    const later = row('user', { message: { role: 'user', content: 'x' }, cwd: '/home/ann/shop/src' }, 'u2');
    expect(readRows([first, later]).head?.cwd).toBe('/home/ann/shop');
    const moved = { type: 'relocated', relocatedCwd: '/home/ann/kiosk', sessionId: SESSION };
    expect(readRows([first, later, moved]).head?.cwd).toBe('/home/ann/kiosk');
  });
});

describe('what is not known', () => {
  test('is kept whole', () => {
    const later = { type: 'new-in-3', value: 1 };
    const block = { type: 'hologram', value: 2 };
    const attachment = row('attachment', { attachment: { type: 'new_context' } }, 'x1');
    const system = row('system', { subtype: 'new_subtype', content: 'x' }, 's1');
    const { items } = readRows([later, answered([block]), attachment, system]);
    expect(items.map(({ id, kind }) => [id, kind])).toEqual([
      ['#0', 'unknown'],
      ['a1', 'unknown'],
      ['x1', 'unknown'],
      ['s1', 'unknown'],
    ]);
    expect(items.map(({ data }) => data)).toEqual([later, { block }, attachment, system]);
  });

  test('is broken if it is no object', () => {
    expect(readRows(['{"type":"user"', '[]', '7', 'null', ' ', '']).broken).toBe(4);
  });

  test('does not hide behind the zero bytes of a write that was cut off', () => {
    expect(readRows([`\0\0\0${JSON.stringify(said('go on'))}`]).items).toHaveLength(1);
  });

  test('is nothing that every object has', () => {
    const { items } = readRows([{ type: 'constructor' }, answered([{ type: 'toString' }])]);
    expect(items.map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
  });
});

test('rows of requests are passed over without being read', () => {
  expect(readRows(['{"type":"api-request-shape","shape":{{{'])).toEqual({
    head: undefined,
    items: [],
    usage: [],
    broken: 0,
  });
});
