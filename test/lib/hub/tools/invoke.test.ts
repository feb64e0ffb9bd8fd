import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../../../src/lib/base/kernel/errors.ts';
import { invoke as invokeTool } from '../../../../src/lib/hub/tools/invoke.ts';
import {
  defineTool,
  type ToolAnswer,
  type ToolContext,
  type ToolSpec,
} from '../../../../src/lib/hub/tools/tool.ts';
import { InputRequired } from '../../../../src/lib/protocols/mcp/errors.ts';

const REPEAT = { callId: null, keep: async () => undefined };
const invoke = (spec: ToolSpec, context: ToolContext, args: Record<string, unknown>) =>
  invokeTool(spec, context, args, REPEAT);

const input = z.strictObject({ topic: z.string().min(1), limit: z.int().max(5).default(3) });

function contextWith(change: { scopes?: string[]; signal?: AbortSignal } = {}): ToolContext {
  const { scopes = ['read'], signal = new AbortController().signal } = change;
  return { principal: { name: 'codex', scopes }, signal } as unknown as ToolContext;
}

const tool = (
  run: (context: ToolContext, args: z.output<typeof input>) => Promise<ToolAnswer>,
  deadlineMs?: number,
) =>
  defineTool({
    name: 'probe',
    title: 'Probe',
    description: 'Probes.',
    scope: 'read',
    effect: 'read',
    input,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    run,
  });
const echo = tool(async (_, args) => ({ text: JSON.stringify(args), data: args }));

describe('invoke', () => {
  it('gives the answer, defaults filled in', async () => {
    expect(await invoke(echo, contextWith(), { topic: 'x' })).toEqual({
      outcome: 'ok',
      code: undefined,
      text: '{"topic":"x","limit":3}',
      data: { topic: 'x', limit: 3 },
    });
  });

  it.each([
    [{}, 'topic:'],
    [{ topic: '' }, 'topic:'],
    [{ topic: 'x', limit: 9 }, 'limit:'],
    [{ topic: 'x', other: 1 }, 'other'],
    [{ topic: 3 }, 'topic:'],
  ])('refuses %j', async (args, place) => {
    const found = await invoke(echo, contextWith(), args);
    expect(found).toMatchObject({ outcome: 'invalid', code: 'invalid-arguments', data: undefined });
    expect(found.text).toContain(place);
  });

  it('asks for the scope before it looks at the arguments', async () => {
    const found = await invoke(echo, contextWith({ scopes: ['tasks'] }), {});
    expect(found).toMatchObject({ outcome: 'denied', code: 'missing-scope' });
    expect(found.text).toContain('lacks the scope read');
  });

  it('turns an error of nerve into a sentence with what to do', async () => {
    const failing = tool(() =>
      Promise.reject(new UserError('There is no task t-1', { code: 'unknown-task', hint: 'task_list' })),
    );
    expect(await invoke(failing, contextWith(), { topic: 'x' })).toMatchObject({
      outcome: 'error',
      code: 'unknown-task',
      text: 'There is no task t-1. Try: task_list (unknown-task)',
    });
  });

  it('tells nothing of a bug but that there is one', async () => {
    const bug = new TypeError('/home/ann/secret.txt');
    const found = await invoke(
      tool(() => Promise.reject(bug)),
      contextWith(),
      { topic: 'x' },
    );
    expect(found).toMatchObject({ outcome: 'error', code: 'internal', bug });
    expect(found.text).not.toContain('secret');
  });

  it('gives up a tool that takes too long, also one that does not listen', async () => {
    const stuck = tool(() => new Promise(() => undefined), 20);
    expect(await invoke(stuck, contextWith(), { topic: 'x' })).toMatchObject({
      outcome: 'timeout',
      code: 'timeout',
    });
  });

  it('ends with the caller', async () => {
    const caller = new AbortController();
    const stuck = tool(() => new Promise(() => undefined));
    const pending = invoke(stuck, contextWith({ signal: caller.signal }), { topic: 'x' });
    caller.abort();
    expect(await pending).toMatchObject({ outcome: 'cancelled' });
    expect(await invoke(stuck, contextWith({ signal: caller.signal }), { topic: 'x' })).toMatchObject({
      outcome: 'cancelled',
    });
  });

  it('lets a question to the client through', async () => {
    const asking = tool(() => Promise.reject(new InputRequired()));
    const found = await invoke(asking, contextWith(), { topic: 'x' });
    expect(found).toMatchObject({
      outcome: 'ok',
      code: 'input-required',
      thrown: expect.any(InputRequired),
    });
  });
});
