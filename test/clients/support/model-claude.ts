/** Answers in the Anthropic Messages API as server-sent events, as Claude Code reads them. */
import type { Script } from './model.ts';

type Event = { readonly type: string } & Record<string, unknown>;

interface Request {
  readonly model?: string;
  readonly tools?: readonly unknown[];
  readonly messages?: readonly { readonly content: unknown }[];
}

/** The events of one answer: a call of the script's tool until its result is in the request, then "done". */
export function claudeEvents(body: unknown, script: Script): Event[] {
  const { model = 'scripted', tools = [], messages = [] } = (body ?? {}) as Request;
  const called = messages.flatMap(({ content }) =>
    blocksOf(content).filter((block) => block.type === 'tool_result'),
  ).length;
  // Requests without tools are the client's own, such as for a title.
  const isCall = script.call !== undefined && tools.length > 0 && called < (script.times ?? 1);
  const start = isCall
    ? { type: 'tool_use', id: `toolu_${called + 1}`, name: `mcp__nerve__${script.call}`, input: {} }
    : { type: 'text', text: '' };
  const delta = isCall
    ? { type: 'input_json_delta', partial_json: JSON.stringify(script.args ?? {}) }
    : { type: 'text_delta', text: 'done' };
  const usage = { input_tokens: 1000, output_tokens: 10 };
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    usage,
  };
  return [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: start },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: isCall ? 'tool_use' : 'end_turn', stop_sequence: null },
      usage,
    },
    { type: 'message_stop' },
  ];
}

function blocksOf(content: unknown): readonly { readonly type?: string }[] {
  return Array.isArray(content) ? content : [];
}
