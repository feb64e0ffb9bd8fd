/** What several operations take. */
import { z } from '@hono/zod-openapi';
import { parseDuration } from '../../../base/auth/duration.ts';
import { UserError } from '../../../base/kernel/errors.ts';
import type { Writing } from '../../../base/store/database.ts';
import { EVENT_OUTCOMES, type EventCursor, type EventFilter } from '../../../base/store/event-row.ts';
import type { SessionRow } from '../../../base/store/session-row.ts';
import type { Store } from '../../../base/store/store.ts';
import { unknownSession } from '../../../knowledge/sessions/unknown-session.ts';

export const sessionParams = z.strictObject({
  id: z.string().min(1).max(300).describe('Such as codex:0199….'),
});

/** A whole number in a query. */
export function count(min: number, max: number, usual: number) {
  return z.coerce.number<string>().int().min(min).max(max).default(usual);
}

export const cursor = z.string().min(1).max(400).optional().describe('`next` of the page before.');

const moment = z.string().min(1).max(40).optional();

/** What the audit can be searched by. */
export const eventFilters = {
  principal: z.string().min(1).max(100).optional().describe('Name of a token.'),
  tool: z.string().min(1).max(100).optional(),
  client: z.string().min(1).max(100).optional(),
  outcome: z.enum(EVENT_OUTCOMES).optional(),
  failed: z.enum(['true', 'false']).optional().describe('Only what did not end well.'),
  since: moment.describe('A time, or a while back such as 24h.'),
  until: moment.describe('The same: only what was before it.'),
};

const filters = z.strictObject(eventFilters);

/** @throws UserError (`bad-time`) */
export function eventFilterOf(
  { failed, since, until, ...same }: z.output<typeof filters>,
  now: Date,
): EventFilter {
  return {
    ...same,
    failed: failed === 'true',
    since: since === undefined ? undefined : timeOf(since, now),
    until: until === undefined ? undefined : timeOf(until, now),
  };
}

function timeOf(text: string, now: Date): number {
  if (/^\d+[a-z]$/i.test(text)) return now.getTime() - parseDuration(text) * 1000;
  const at = z.iso.datetime({ offset: true }).safeParse(text).success ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new UserError(`${JSON.stringify(text)} is no time`, {
    code: 'bad-time',
    hint: 'such as 2030-01-31T08:00:00Z, or 24h for the last day',
  });
}

export function writeEventCursor({ at, id }: EventCursor): string {
  return `${at}.${id}`;
}

/** @throws UserError (`bad-cursor`) */
export function readEventCursor(text: string): EventCursor {
  const found = /^(\d{1,16})\.(\d{1,16})$/.exec(text);
  if (found) return { at: Number(found[1]), id: Number(found[2]) };
  throw new UserError('This cursor is none of a list of events', {
    code: 'bad-cursor',
    hint: 'leave it out',
  });
}

/** @throws UserError (`unknown-session`) */
export async function knownSession({ sessions }: Store, id: string, writing?: Writing): Promise<SessionRow> {
  const row = await sessions.byId(id, writing);
  if (row) return row;
  throw unknownSession(id, 'GET /api/sessions');
}
