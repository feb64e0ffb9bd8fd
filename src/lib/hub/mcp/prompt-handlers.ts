/** Prompts that people pick in their client, and the completion of what they type. */
import type { Context } from '../../base/config/context.ts';
import { invalidParams } from '../../protocols/mcp/errors.ts';
import type { Handlers } from '../../protocols/mcp/handlers.ts';
import type { Prompt } from '../../protocols/mcp/types.ts';
import type { HubPrincipal } from './principal.ts';
import { resourceValues } from './resource-handlers.ts';

const START: Prompt = {
  name: 'start',
  title: 'Start with what nerve knows',
  description: 'Begins a conversation with the context of a topic.',
  arguments: [{ name: 'topic', description: 'What it will be about, in a few words.', required: true }],
};

type PromptHandlers = Required<Pick<Handlers<HubPrincipal>, 'listPrompts' | 'getPrompt' | 'complete'>>;

/** Handlers for `prompts/*` and `completion/complete`. */
export function promptHandlers(context: Context): PromptHandlers {
  return {
    listPrompts: () => ({ items: [START] }),
    getPrompt: (_call, name, { topic }) => {
      if (name !== START.name) throw invalidParams(`Unknown prompt: ${name.slice(0, 100)}`);
      if (!topic?.trim()) throw invalidParams('topic is missing');
      const text = `Call session_context with the topic "${topic.trim()}", then tell me in two sentences what you know that matters for it, and ask what I want to do.`;
      return { messages: [{ role: 'user', content: { type: 'text', text } }] };
    },
    complete: async ({ principal }, { ref, argument }) => {
      if (ref.type !== 'ref/resource' || !principal.token.scopes.includes('read')) return { values: [] };
      const values = await resourceValues(context, ref.uri);
      const typed = argument.value.toLowerCase();
      return { values: values.filter((value) => value.toLowerCase().startsWith(typed)) };
    },
  };
}
