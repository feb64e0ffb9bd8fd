/** `session_read`: what was said in one conversation, and what it did with nerve's tools. */
import { z } from 'zod';
import { label } from '../../../base/kernel/one-line.ts';
import type { EventRow } from '../../../base/store/event-row.ts';
import { excerptOf, type ShownMessage } from '../../../knowledge/sessions/excerpt.ts';
import { unknownSession } from '../../../knowledge/sessions/unknown-session.ts';
import { defineTool } from '../tool.ts';

const PAGE = 50;
/** Characters of messages: some clients cut what is longer than 25,000 tokens, and both answers hold them. */
const LIMITS = { each: 2000, all: 20_000 };

const event = z.strictObject({
  id: z.int(),
  at: z.string(),
  tool: z.string().nullable(),
  outcome: z.string(),
  args: z.string().nullable(),
  result: z.string().nullable(),
});

const message = z.strictObject({
  id: z.int(),
  at: z.string(),
  role: z.enum(['user', 'assistant', 'system', 'tool']),
  kind: z.string(),
  text: z.string(),
  callId: z.string().nullable(),
});

/** A session: a page of its messages, and its latest calls. */
export const sessionRead = defineTool({
  name: 'session_read',
  title: 'Read a session',
  description:
    'One session: its facts, its messages from the oldest on, a page at a time, and with the first page the latest calls of tools in it, newest first. Texts are cut, secrets are taken out.',
  scope: 'sessions',
  effect: 'read',
  input: z.strictObject({
    session_id: z.string().min(1).max(300).describe('As session_list gives it, such as codex:0199….'),
    limit: z.int().min(1).max(200).default(PAGE).describe('How many messages, and calls, at most.'),
    after: z.int().min(0).default(0).describe('`next` of the page of messages before; 0 for the first.'),
  }),
  output: z.strictObject({
    id: z.string(),
    client: z.string().nullable(),
    title: z.string(),
    status: z.enum(['active', 'archived']),
    created: z.string(),
    lastActivity: z.string(),
    messageCount: z.int(),
    messages: z.array(message),
    next: z.int().nullable(),
    events: z.array(event),
  }),
  run: async ({ store }, { session_id: id, limit, after }) => {
    const row = await store.sessions.byId(id);
    if (!row) throw unknownSession(id, 'session_list');
    const { messages, next } = excerptOf(await store.messages.list(id, { after, limit }), LIMITS);
    const { events } = after === 0 ? await store.events.list({ session: id }, { limit }) : { events: [] };
    const data = {
      id: row.id,
      client: row.client,
      title: label(row.title),
      status: row.status,
      created: new Date(row.createdAt).toISOString(),
      lastActivity: new Date(row.lastActivityAt).toISOString(),
      messageCount: row.messageCount,
      messages: [...messages],
      next,
      events: events.map(shown),
    };
    const head = `${row.id} ${data.title || '(no title)'}, ${row.status}, ${row.client ?? 'unknown client'}, last active ${data.lastActivity}`;
    const calls = data.events.map(({ at, tool, outcome, args }) =>
      `- ${at} ${tool ?? '(no tool)'} ${outcome} ${args ?? ''}`.trimEnd(),
    );
    const more = next === null ? [] : [`More: after ${next}`];
    return { text: [head, ...messages.map(said), ...more, ...calls].join('\n'), data };
  },
});

/** Every line of a message is set off, so that none looks like a line of nerve's. */
function said({ at, role, kind, text }: ShownMessage): string {
  return `[${at} ${role} ${kind}]\n${text.replace(/^/gm, '> ')}`;
}

function shown({ id, at, tool, outcome, argsPreview, resultPreview }: EventRow): z.infer<typeof event> {
  const name = tool === null ? null : label(tool);
  return {
    id,
    at: new Date(at).toISOString(),
    tool: name,
    outcome,
    args: argsPreview,
    result: resultPreview,
  };
}
