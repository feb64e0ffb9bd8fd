/** The tools that the conformance suite calls by name, as tools of the hub. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { UserError } from '../../src/lib/base/kernel/errors.ts';
import type { Services } from '../../src/lib/hub/mcp/tool-handlers.ts';
import {
  defineTool,
  type ToolAnswer,
  type ToolContext,
  type ToolSpec,
} from '../../src/lib/hub/tools/tool.ts';
import { McpError } from '../../src/lib/protocols/mcp/errors.ts';
import { audio, embedded, form, image, sampling, text } from './content.ts';

type Run = (
  context: ToolContext,
  args: Readonly<Record<string, unknown>>,
) => Promise<ToolAnswer> | ToolAnswer;

const say = (words: string): ToolAnswer => ({ text: words });
const show = (...content: NonNullable<ToolAnswer['content']>): ToolAnswer => ({ text: '', content });
const STEP_MS = 20;

function tool(name: string, run: Run, input: z.ZodObject = z.strictObject({})): ToolSpec {
  return defineTool({
    name,
    title: name,
    description: `Fixture ${name}`,
    scope: 'read',
    effect: 'read',
    input,
    run: async (context, args) => run(context, args),
  });
}

const content = [
  tool('test_simple_text', () => say('This is a simple text response for testing.')),
  tool('test_image_content', () => show(image)),
  tool('test_audio_content', () => show(audio)),
  tool('test_embedded_resource', () =>
    show(embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')),
  ),
  tool('test_multiple_content_types', () =>
    show(
      text('Multiple content types test:'),
      image,
      embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ),
  ),
  tool('test_error_handling', () => {
    throw new UserError('This tool intentionally returns an error for testing', { code: 'on-purpose' });
  }),
];

const streaming = [
  tool('test_tool_with_progress', async (call) => {
    for (const progress of [0, 50, 100]) {
      call.progress({ progress, total: 100 });
      await sleep(STEP_MS);
    }
    return say('done');
  }),
  tool('test_tool_with_logging', async (call) => {
    for (const words of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      call.log('info', words);
      await sleep(STEP_MS);
    }
    return say('done');
  }),
  tool('test_logging_tool', (call) => {
    call.log('error', 'only for those who ask');
    return say('logged');
  }),
  tool('test_streaming_elicitation', async (call) => {
    await sleep(STEP_MS);
    const { ok } = await call.ask({ ok: form('Go on?', { ok: { type: 'boolean' } }) });
    return say(JSON.stringify(ok));
  }),
];

const questions = [
  tool(
    'test_sampling',
    async (call, args) => {
      const { answer } = await call.ask({ answer: sampling(String(args.prompt), 100) });
      return say(`LLM response: ${JSON.stringify(answer.content)}`);
    },
    z.strictObject({ prompt: z.string() }),
  ),
  tool(
    'test_elicitation',
    async (call, args) => {
      const properties = {
        username: { type: 'string', description: "User's response" },
        email: { type: 'string', description: "User's email address" },
      };
      const { user } = await call.ask({ user: form(String(args.message), properties) });
      return say(`User response: ${JSON.stringify(user)}`);
    },
    z.strictObject({ message: z.string() }),
  ),
  tool('test_elicitation_sep1034_defaults', async (call) => {
    const properties = {
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    };
    const { user } = await call.ask({ user: form('Check the defaults', properties, []) });
    return say(`Elicitation completed: ${JSON.stringify(user)}`);
  }),
  tool('test_elicitation_sep1330_enums', async (call) => {
    const options = ['option1', 'option2', 'option3'];
    const titled = [
      { const: 'value1', title: 'First' },
      { const: 'value2', title: 'Second' },
      { const: 'value3', title: 'Third' },
    ];
    const properties = {
      untitledSingle: { type: 'string', enum: options },
      titledSingle: { type: 'string', oneOf: titled },
      legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['One', 'Two', 'Three'] },
      untitledMulti: { type: 'array', items: { type: 'string', enum: options } },
      titledMulti: { type: 'array', items: { anyOf: titled } },
    };
    const { user } = await call.ask({ user: form('Choose', properties, []) });
    return say(`Elicitation completed: ${JSON.stringify(user)}`);
  }),
];

const NAME = form('What is your name?', { name: { type: 'string' } });
const CONFIRM = form('Please confirm', { ok: { type: 'boolean' } });
const ROOTS = { method: 'roots/list', params: {} } as const;

const inputRequired = [
  tool('test_input_required_result_elicitation', async (call) => {
    const { user_name } = await call.ask({ user_name: NAME });
    return say(`Hello, ${JSON.stringify(user_name.content)}!`);
  }),
  tool('test_input_required_result_sampling', async (call) => {
    const { capital_question } = await call.ask({
      capital_question: sampling('What is the capital of France?', 100),
    });
    return say(JSON.stringify(capital_question.content));
  }),
  tool('test_input_required_result_list_roots', async (call) => {
    const { client_roots } = await call.ask({ client_roots: ROOTS });
    return say(JSON.stringify(client_roots.roots));
  }),
  tool('test_input_required_result_request_state', async (call) => {
    await call.ask({ confirm: CONFIRM });
    return say('state-ok');
  }),
  tool('test_input_required_result_multiple_inputs', async (call) => {
    const answers = await call.ask({
      user_name: NAME,
      greeting: sampling('Generate a greeting', 50),
      client_roots: ROOTS,
    });
    return say(JSON.stringify(answers));
  }),
  tool('test_input_required_result_multi_round', async (call) => {
    const { step1 } = await call.ask({
      step1: form('Step 1: What is your name?', { name: { type: 'string' } }),
    });
    const { step2 } = await call.ask({
      step2: form('Step 2: What is your favorite color?', { color: { type: 'string' } }),
    });
    return say(JSON.stringify([step1, step2]));
  }),
  tool('test_input_required_result_tampered_state', async (call) => {
    await call.ask({ confirm: CONFIRM });
    return say('state-ok');
  }),
  tool('test_input_required_result_capabilities', async (call) => {
    const confirmed = await call.ask({ confirm: CONFIRM }).catch((error: unknown) => {
      if (!(error instanceof McpError)) throw error;
      return call.ask({ confirm: sampling('Shall we?', 10) });
    });
    return say(JSON.stringify(confirmed));
  }),
];

const hooks = [
  tool('test_missing_capability', async (call) => {
    await call.ask({ answer: sampling('Are you there?', 10) });
    return say('ok');
  }),
  tool(
    'test_x_mcp_header',
    (_call, args) => say(JSON.stringify(args)),
    z.strictObject({
      region: z.string().optional().meta({ 'x-mcp-header': 'Region' }),
      query: z.string().optional(),
    }),
  ),
  tool(
    'json_schema_2020_12_tool',
    () => say('ok'),
    z
      .strictObject({
        name: z.string().optional(),
        address: z
          .object({ street: z.string().optional(), city: z.string().optional() })
          .meta({ id: 'address', $anchor: 'addressDef' })
          .optional(),
        contactMethod: z.enum(['phone', 'email']).optional(),
        phone: z.string().optional(),
        email: z.string().optional(),
      })
      .meta({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
        if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required: ['phone'] },
        else: { required: ['email'] },
      }),
  ),
];

function triggers(notify: Services['notify']): ToolSpec[] {
  return [
    tool('test_trigger_tool_change', ({ principal }) => {
      notify({ method: 'notifications/tools/list_changed' }, principal.jti);
      return say('changed');
    }),
    tool('test_trigger_prompt_change', ({ principal }) => {
      notify({ method: 'notifications/prompts/list_changed' }, principal.jti);
      return say('changed');
    }),
  ];
}

/** Tools that the official suite names, and one that waits to be cancelled. */
export function fixtureTools({ notify }: Pick<Services, 'notify'>): readonly ToolSpec[] {
  return [...content, ...streaming, ...questions, ...inputRequired, ...hooks, ...triggers(notify), waits];
}

const waits = tool('waits', async ({ signal }) => {
  await sleep(20_000, undefined, { signal });
  return say('waited');
});
