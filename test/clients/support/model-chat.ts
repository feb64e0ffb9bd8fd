/** Answers in Chat Completions, as OpenCode, Qwen Code and Copilot read them. */
import type { Script } from './model.ts';

interface Request {
  readonly model?: string;
  readonly tools?: readonly { readonly function?: { readonly name?: string } }[];
  readonly messages?: readonly { readonly role: string }[];
}

/** The chunks of one answer: a call of the script's tool until its result is in the request, then "done". */
export function chatChunks(body: unknown, script: Script): unknown[] {
  const { model = 'scripted', tools = [], messages = [] } = (body ?? {}) as Request;
  const names = tools.flatMap((tool) => tool.function?.name ?? []);
  const { call } = script;
  // Requests without tools are the client's own, such as for a title.
  const isCall = call !== undefined && names.length > 0 && !messages.some(({ role }) => role === 'tool');
  // Each client names the tools of a server in its own way, and some load them late.
  const name = names.find((known) => call && known.includes('nerve') && known.endsWith(call));
  const made = { name: name ?? `mcp__nerve__${call}`, arguments: '{}' };
  const delta = isCall
    ? { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: made }] }
    : { content: 'done' };
  const chunk = (part: unknown, finish: string | null): unknown => ({
    id: 'chatcmpl_1',
    object: 'chat.completion.chunk',
    created: 1,
    model,
    choices: [{ index: 0, delta: part, finish_reason: finish }],
    usage: finish ? { prompt_tokens: 1000, completion_tokens: 10, total_tokens: 1010 } : null,
  });
  return [
    chunk({ role: 'assistant', content: '' }, null),
    chunk(delta, null),
    chunk({}, isCall ? 'tool_calls' : 'stop'),
    '[DONE]',
  ];
}
