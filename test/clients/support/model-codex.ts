/** Answers in the OpenAI Responses API as server-sent events, as Codex reads them. */
import type { Script } from './model.ts';

type Event = { readonly type: string } & Record<string, unknown>;
type Item = { readonly type: string } & Record<string, unknown>;

/** The events of one answer: a call of the script's tool until its output is in the request, then "done". */
export function codexEvents(body: unknown, script: Script): Event[] {
  const items = (body as { input?: Item[] } | undefined)?.input ?? [];
  const called = items.filter((item) => item.type === 'custom_tool_call_output').length;
  const item = script.call && called < (script.times ?? 1) ? toolCall(script, called) : message('done');
  const response = { id: 'resp_1', object: 'response' };
  return [
    { type: 'response.created', response: { ...response, status: 'in_progress' } },
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: { ...response, status: 'completed', output: [item], usage } },
  ];
}

const usage = {
  input_tokens: 1000,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 10,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 1010,
};

function message(text: string): Item {
  return {
    type: 'message',
    id: 'msg_1',
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations: [] }],
  };
}

/** Current models call tools from JavaScript that they hand to the one tool `exec`. */
function toolCall({ call, args = {} }: Script, called: number): Item {
  const input = `text(await tools.mcp__nerve__${call}(${JSON.stringify(args)}));`;
  return {
    type: 'custom_tool_call',
    id: `ctc_${called + 1}`,
    call_id: `call_${called + 1}`,
    status: 'completed',
    name: 'exec',
    input,
  };
}
