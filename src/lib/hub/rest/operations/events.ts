/** The audit, of one session and of all. */
import { z } from '@hono/zod-openapi';
import type { EventFilter } from '../../../base/store/event-row.ts';
import type { Store } from '../../../base/store/store.ts';
import { defineOperation } from '../operation.ts';
import { Event, eventShape } from '../schemas.ts';
import {
  count,
  cursor,
  eventFilterOf,
  eventFilters,
  knownSession,
  readEventCursor,
  sessionParams,
  writeEventCursor,
} from './inputs.ts';

const page = { limit: count(1, 1000, 50), cursor };
const Page = z.strictObject({ events: z.array(Event), next: z.string().nullable() });

export const listEvents = defineOperation({
  id: 'listEvents',
  method: 'get',
  path: '/api/events',
  tag: 'events',
  summary:
    'Every attempt to use the hub, newest first: who, what, when, how it ended. A page may be short, even empty, before the end.',
  effect: 'read',
  query: z.strictObject({ session: z.string().min(1).max(300).optional(), ...eventFilters, ...page }),
  answer: Page,
  run: async ({ store, context }, { query: { session, limit, cursor: given, ...rest } }) => {
    return pageOf(store, { ...eventFilterOf(rest, context.clock.now()), session }, limit, given);
  },
});

export const listSessionEvents = defineOperation({
  id: 'listSessionEvents',
  method: 'get',
  path: '/api/sessions/{id}/events',
  tag: 'sessions',
  summary: 'The calls of a session, newest first.',
  effect: 'read',
  params: sessionParams,
  query: z.strictObject(page),
  answer: Page,
  problems: [404],
  run: async ({ store }, { params: { id }, query: { limit, cursor: given } }) => {
    await knownSession(store, id);
    return pageOf(store, { session: id }, limit, given);
  },
});

async function pageOf({ events: audit }: Store, filter: EventFilter, limit: number, given?: string) {
  const after = given === undefined ? undefined : readEventCursor(given);
  const { events, next } = await audit.list(filter, { limit, after });
  return { events: events.map(eventShape), next: next && writeEventCursor(next) };
}
