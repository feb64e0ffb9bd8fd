/** What the conformance suite asks for of a server, served by a hub: its tools through the registry, the rest as it is. */
import type { HubPrincipal } from '../../src/lib/hub/mcp/principal.ts';
import { type Services, toolHandlers } from '../../src/lib/hub/mcp/tool-handlers.ts';
import { createRegistry } from '../../src/lib/hub/tools/registry.ts';
import { invalidParams, resourceNotFound } from '../../src/lib/protocols/mcp/errors.ts';
import type { Handlers } from '../../src/lib/protocols/mcp/handlers.ts';
import type { PromptResult } from '../../src/lib/protocols/mcp/types.ts';
import { embedded, form, image, PNG, text } from './content.ts';
import { fixtureTools } from './tools.ts';

/** In the place of `hubHandlers`. */
export function fixtureHandlers(services: Services): Handlers<HubPrincipal> {
  return {
    ...toolHandlers({ ...services, registry: createRegistry(fixtureTools(services)) }),
    listResources: () => ({
      items: [
        { uri: 'test://static-text', name: 'Static text', description: 'A text', mimeType: 'text/plain' },
        {
          uri: 'test://static-binary',
          name: 'Static binary',
          description: 'A picture',
          mimeType: 'image/png',
        },
        { uri: 'test://watched-resource', name: 'Watched', description: 'Changes', mimeType: 'text/plain' },
      ],
    }),
    listResourceTemplates: () => ({
      items: [{ uriTemplate: 'test://template/{id}/data', name: 'Template', mimeType: 'application/json' }],
    }),
    readResource(_call, uri) {
      if (uri === 'test://static-binary') return { contents: [{ uri, mimeType: 'image/png', blob: PNG }] };
      const words =
        uri === 'test://static-text' ? 'This is the content of the static text resource.' : undefined;
      if (words) return { contents: [{ uri, mimeType: 'text/plain', text: words }] };
      if (uri === 'test://watched-resource')
        return { contents: [{ uri, mimeType: 'text/plain', text: 'watched' }] };
      const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
      if (id === undefined) throw resourceNotFound(uri);
      const data = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
      return { contents: [{ uri, mimeType: 'application/json', text: data }] };
    },
    listPrompts: () => ({ items: PROMPTS }),
    async getPrompt(call, name, args): Promise<PromptResult> {
      const user = (...parts: ReturnType<typeof text>[]): PromptResult => ({
        messages: parts.map((content) => ({ role: 'user', content })),
      });
      switch (name) {
        case 'test_simple_prompt':
          return user(text('This is a simple prompt for testing.'));
        case 'test_prompt_with_arguments':
          return user(text(`Prompt with arguments: arg1='${args.arg1}', arg2='${args.arg2}'`));
        case 'test_prompt_with_embedded_resource':
          return user(
            embedded(args.resourceUri ?? '', 'text/plain', 'Embedded resource content for testing.'),
            text('Please process the embedded resource above.'),
          );
        case 'test_prompt_with_image':
          return user(image, text('Please analyze the image above.'));
        case 'test_input_required_result_prompt': {
          const question = form('What context should the prompt use?', { context: { type: 'string' } });
          const { user_context } = await call.ask({ user_context: question });
          return user(text(JSON.stringify(user_context.content)));
        }
        default:
          throw invalidParams(`Unknown prompt: ${name}`);
      }
    },
    complete: (_call, { argument }) => ({
      values: ['paris', 'park', 'party'].filter((word) => word.startsWith(argument.value)),
    }),
  };
}

const argument = (name: string) => ({ name, description: `Argument ${name}`, required: true });

const PROMPTS = [
  { name: 'test_simple_prompt', description: 'Says one thing' },
  {
    name: 'test_prompt_with_arguments',
    description: 'Takes two',
    arguments: [argument('arg1'), argument('arg2')],
  },
  { name: 'test_prompt_with_embedded_resource', description: 'Embeds', arguments: [argument('resourceUri')] },
  { name: 'test_prompt_with_image', description: 'Shows a picture' },
  { name: 'test_input_required_result_prompt', description: 'Asks first' },
];
