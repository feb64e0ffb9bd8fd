/** Prompts that people pick in their client, and the completion of what they type. */
import { invalidParams } from '../../protocols/mcp/errors.ts';
import type { Handlers } from '../../protocols/mcp/handlers.ts';
import type { Prompt } from '../../protocols/mcp/types.ts';
import type { HubPrincipal } from './principal.ts';
import { allowed } from './resource-handlers.ts';
import type { ResourceSource } from './resource-source.ts';

const START: Prompt = {
  name: 'start',
  title: 'Start with what nerve knows',
  description: 'Begins a conversation with the context of a topic.',
  arguments: [{ name: 'topic', description: 'What it will be about, in a few words.', required: true }],
};

type PromptHandlers = Required<Pick<Handlers<HubPrincipal>, 'listPrompts' | 'getPrompt' | 'complete'>>;

/** Handlers for `prompts/*` and `completion/complete`. */
export function promptHandlers(sources: readonly ResourceSource[]): PromptHandlers {
  return {
    listPrompts: () => ({ items: [START] }),
    getPrompt: (_call, name, { topic }) => {
      if (name !== START.name) throw invalidParams(`Unknown prompt: ${name.slice(0, 100)}`);
      if (!topic?.trim()) throw invalidParams('topic is missing');
      const text = `Call session_context with the topic "${topic.trim()}", then tell me in two sentences what you know that matters for it, and ask what I want to do.`;
      return { messages: [{ role: 'user', content: { type: 'text', text } }] };
    },
    complete: async ({ principal }, { ref, argument }) => {
      if (ref.type !== 'ref/resource') return { values: [] };
      const source = allowed(sources, principal).find(({ template }) => template.uriTemplate === ref.uri);
      return { values: source ? await source.complete(argument.value) : [] };
    },
  };
}
