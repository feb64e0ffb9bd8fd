/** The scripted model: the vendors' endpoints on one loopback port. It says "done", or calls one tool first. */

import { type LoopbackServer, sendData, sendEvents, sendJson, serve } from './http.ts';
import { chatChunks } from './model-chat.ts';
import { claudeEvents } from './model-claude.ts';
import { codexEvents } from './model-codex.ts';
import { geminiAnswer } from './model-gemini.ts';

export interface ScriptedModel extends LoopbackServer {
  /** The bodies of all model requests, oldest first. */
  readonly requests: readonly unknown[];
}

export interface Script {
  /** A tool of the MCP server `nerve` to call before saying "done". */
  readonly call?: string;
  readonly args?: Readonly<Record<string, string>>;
  /** How often; once if left out. Codex and Claude Code only. */
  readonly times?: number;
  /** Awaited before each answer. */
  readonly before?: (body: unknown) => Promise<void>;
}

/** Starts a model; it plays the same script in every conversation. */
export async function startModel(script: Script = {}): Promise<ScriptedModel> {
  const requests: unknown[] = [];
  const server = await serve(async ({ method, path, body }, answer) => {
    if (method !== 'POST')
      return sendJson(answer, path.endsWith('/models') ? 200 : 404, { models: [], data: [] });
    if (path.endsWith('/count_tokens')) return sendJson(answer, 200, { input_tokens: 1000 });
    requests.push(body);
    await script.before?.(body);
    if (path.endsWith('/responses')) return sendEvents(answer, codexEvents(body, script));
    if (path.endsWith('/messages')) return sendEvents(answer, claudeEvents(body, script));
    if (path.endsWith('/chat/completions')) return sendData(answer, chatChunks(body, script));
    if (path.endsWith(':streamGenerateContent')) return sendData(answer, [geminiAnswer(body, script)]);
    if (path.endsWith(':generateContent')) return sendJson(answer, 200, geminiAnswer(body, script));
    sendJson(answer, 404, { error: { type: 'not_found', message: path } });
  });
  return { ...server, requests };
}

/** All texts inside a value, joined: what a model was shown, without JSON's escapes. */
export function textsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return '';
  return Object.values(value).map(textsOf).filter(Boolean).join('\n');
}
