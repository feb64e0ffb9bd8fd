/** The transcript of a session: read a page at a time, and appended by programs that have their own. */
import { z } from '@hono/zod-openapi';
import { UserError } from '../../../base/kernel/errors.ts';
import type { JsonObject } from '../../../base/kernel/json.ts';
import { oneLine } from '../../../base/kernel/one-line.ts';
import { MESSAGE_ROLES, type MessagePage } from '../../../base/store/message-row.ts';
import { defineOperation } from '../operation.ts';
import { Message, messageOf } from '../schemas.ts';
import { count, knownSession, sessionParams } from './inputs.ts';

/** Characters of a page, beyond which the rest is left for the next one. */
const MOST = 2 ** 20;
/** Levels of a message's data; the database takes no more than 1000. */
const DEEPEST = 100;
const NO_TEXT = 'holds half of a character';
/** Sessions that a program may make: `external:<client>:<its own id>`. */
const EXTERNAL = /^external:([a-z0-9_.-]{1,60}):[\w.:@-]{1,200}$/;

export const listMessages = defineOperation({
  id: 'listMessages',
  method: 'get',
  path: '/api/sessions/{id}/messages',
  tag: 'sessions',
  summary: 'Messages of a session from the oldest on, as they are kept. A page may be short before the end.',
  effect: 'read',
  params: sessionParams,
  query: z.strictObject({
    after: count(0, Number.MAX_SAFE_INTEGER, 0).describe('`next` of the page before.'),
    limit: count(1, 500, 100),
  }),
  answer: z.strictObject({ messages: z.array(Message), next: z.int().nullable() }),
  problems: [404],
  run: async ({ store }, { params: { id }, query }) => {
    await knownSession(store, id);
    const { messages, next } = bounded(await store.messages.list(id, query));
    return { messages: messages.map(messageOf), next };
  },
});

const NewMessage = z
  .strictObject({
    externalId: z
      .string()
      .min(1)
      .max(300)
      .refine((text) => text.isWellFormed(), NO_TEXT)
      .describe('Its name in the transcript: sent again, it is not kept again.'),
    at: z.iso.datetime({ offset: true }).optional().describe('Now, if left out.'),
    role: z.enum(MESSAGE_ROLES),
    kind: z
      .string()
      .regex(/^[a-z][a-z0-9_.-]{0,59}$/)
      .default('text')
      .describe('text, reasoning, tool_call, tool_result …'),
    text: z
      .string()
      .refine((text) => text.isWellFormed(), NO_TEXT)
      .default(''),
    data: z
      .record(z.string(), z.unknown())
      .refine((data) => isWithin(data, DEEPEST), `is nested deeper than ${DEEPEST} levels`)
      .default({}),
    callId: z.string().min(1).max(300).nullable().default(null),
  })
  .openapi('NewMessage');

export const appendMessages = defineOperation({
  id: 'appendMessages',
  method: 'post',
  path: '/api/sessions/{id}/messages',
  tag: 'sessions',
  summary:
    'Appends what a session does not have yet, all or nothing. A session external:CLIENT:ID is made if there is none.',
  effect: 'write',
  params: sessionParams,
  body: z.strictObject({
    messages: z.array(NewMessage).min(1).max(500),
    title: z.string().trim().min(1).max(200).optional().describe('Of a session that is made now.'),
    cwd: z.string().min(1).max(1000).optional().describe('The same.'),
  }),
  answer: z.strictObject({
    session: z.string(),
    inserted: z.int(),
    duplicates: z.int(),
    messageCount: z.int().describe('Of the session, after this.'),
  }),
  problems: [404],
  change: async ({ store, context, principal }, { params: { id }, body }, writing) => {
    const now = context.clock.now().getTime();
    const messages = body.messages.map(({ at, data, ...message }) => ({
      ...message,
      at: at === undefined ? now : Date.parse(at),
      data: data as JsonObject,
    }));
    if (!(await store.sessions.byId(id, writing))) {
      const [, client] = EXTERNAL.exec(id) ?? [];
      if (client === undefined) throw noSession(id);
      const { cwd = null } = body;
      const title = oneLine(body.title ?? '');
      const { name, jti } = principal;
      const at = Math.min(now, ...messages.map((message) => message.at));
      await store.sessions.touch([{ id, at, client, title, cwd, principal: name, jti }], writing);
    }
    return store.messages.append(id, messages, writing);
  },
  tell: async ({ store }, { params: { id } }, report) => {
    const { messageCount } = await knownSession(store, id);
    return { session: id, ...report, messageCount };
  },
});

/** Whether nothing in a value lies deeper; looks no further than that. */
function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((part) => isWithin(part, levels - 1));
}

function noSession(id: string): UserError {
  return new UserError(`There is no session ${JSON.stringify(id)}`, {
    code: 'unknown-session',
    hint: 'only sessions of programs are made this way: external:CLIENT:ID, CLIENT in a-z, 0-9, _ . -',
  });
}

function bounded({ messages, next }: MessagePage): MessagePage {
  let size = 0;
  const end = messages.findIndex(({ text, output, data }, index) => {
    size += text.length + (output?.length ?? 0) + JSON.stringify(data).length;
    return index > 0 && size > MOST;
  });
  if (end < 0) return { messages, next };
  const fitting = messages.slice(0, end);
  return { messages: fitting, next: fitting.at(-1)?.id ?? null };
}
