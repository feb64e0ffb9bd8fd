/** Answers in the Gemini API. */
import type { Script } from './model.ts';

/** Without tools it asks which model fits the prompt. */
const CHOICE = JSON.stringify({ reasoning: 'small', model_choice: 'flash' });

interface Request {
  readonly tools?: readonly { readonly functionDeclarations?: readonly { readonly name: string }[] }[];
  readonly contents?: readonly { readonly parts?: readonly object[] }[];
}

/** One answer: a call of the script's tool until its result is in the request, then "done". */
export function geminiAnswer(body: unknown, script: Script): unknown {
  const { tools = [], contents = [] } = (body ?? {}) as Request;
  const names = tools.flatMap((tool) => tool.functionDeclarations ?? []).map(({ name }) => name);
  const hasCalled = contents.some(({ parts = [] }) => parts.some((part) => 'functionResponse' in part));
  const isCall = script.call !== undefined && names.length > 0 && !hasCalled;
  const part = isCall
    ? { functionCall: { id: 'call_1', name: `mcp_nerve_${script.call}`, args: {} } }
    : { text: names.length > 0 ? 'done' : CHOICE };
  return {
    candidates: [{ index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 1000, candidatesTokenCount: 10, totalTokenCount: 1010 },
    modelVersion: 'scripted',
  };
}
