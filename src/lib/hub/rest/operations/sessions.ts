/** Sessions: finding them, naming them, putting them out of sight. */
import { z } from '@hono/zod-openapi';
import { oneLine } from '../../../base/kernel/one-line.ts';
import { SESSION_STATUSES } from '../../../base/store/session-row.ts';
import { readSessionCursor, writeSessionCursor } from '../../../knowledge/sessions/session-cursor.ts';
import { defineOperation, type RestContext } from '../operation.ts';
import { Session, sessionOf } from '../schemas.ts';
import { count, cursor, knownSession, sessionParams } from './inputs.ts';

const word = z.string().min(1).max(300).optional();

export const listSessions = defineOperation({
  id: 'listSessions',
  method: 'get',
  path: '/api/sessions',
  tag: 'sessions',
  summary: 'Sessions of all agents, last active first.',
  effect: 'read',
  query: z.strictObject({
    search: z.string().max(200).optional().describe('Part of the title or the id.'),
    status: z.enum(SESSION_STATUSES).optional(),
    client: word,
    source: word,
    principal: word,
    parent: word,
    limit: count(1, 200, 50),
    cursor,
  }),
  answer: z.strictObject({ sessions: z.array(Session), next: z.string().nullable() }),
  run: async ({ store }, { query: { limit, cursor: given, parent: parentId, ...filter } }) => {
    const after = given === undefined ? undefined : readSessionCursor(given);
    const { sessions, next } = await store.sessions.list({ ...filter, parentId }, { limit, after });
    return { sessions: sessions.map(sessionOf), next: next && writeSessionCursor(next) };
  },
});

export const getSession = defineOperation({
  id: 'getSession',
  method: 'get',
  path: '/api/sessions/{id}',
  tag: 'sessions',
  summary: 'One session.',
  effect: 'read',
  params: sessionParams,
  answer: Session,
  problems: [404],
  run: async ({ store }, { params }) => sessionOf(await knownSession(store, params.id)),
});

export const changeSession = defineOperation({
  id: 'changeSession',
  method: 'patch',
  path: '/api/sessions/{id}',
  tag: 'sessions',
  summary: 'Changes the title of a session, or whether it is archived.',
  effect: 'write',
  params: sessionParams,
  body: z
    .strictObject({
      title: z.string().trim().min(1).max(200).optional(),
      status: z.enum(SESSION_STATUSES).optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'there is nothing to change in it'),
  answer: Session,
  problems: [404],
  change: async ({ store }, { params: { id }, body: { title, status } }, writing) => {
    await knownSession(store, id, writing);
    if (title !== undefined) await store.sessions.rename(id, oneLine(title), writing);
    if (status === 'archived') await store.sessions.archive(id, writing);
    if (status === 'active') await store.sessions.reopen(id, writing);
  },
  tell,
});

export const archiveSession = defineOperation({
  id: 'archiveSession',
  method: 'post',
  path: '/api/sessions/{id}/archive',
  tag: 'sessions',
  summary: 'Puts a session, and those that it started, out of sight. Its next call makes it active again.',
  effect: 'write',
  params: sessionParams,
  answer: Session,
  problems: [404],
  change: async ({ store }, { params: { id } }, writing) => {
    await knownSession(store, id, writing);
    await store.sessions.archive(id, writing);
  },
  tell,
});

export const unarchiveSession = defineOperation({
  id: 'unarchiveSession',
  method: 'post',
  path: '/api/sessions/{id}/unarchive',
  tag: 'sessions',
  summary: 'Makes an archived session active again.',
  effect: 'write',
  params: sessionParams,
  answer: Session,
  problems: [404],
  change: async ({ store }, { params: { id } }, writing) => {
    await knownSession(store, id, writing);
    await store.sessions.reopen(id, writing);
  },
  tell,
});

/** The session as it is now. */
async function tell({ store }: RestContext, { params }: { readonly params: { readonly id: string } }) {
  return sessionOf(await knownSession(store, params.id));
}
