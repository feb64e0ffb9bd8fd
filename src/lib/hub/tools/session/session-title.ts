/** `session_title`: what a conversation is about, in a few words. */
import { z } from 'zod';
import { oneLine } from '../../../base/kernel/one-line.ts';
import { unknownSession } from '../../../knowledge/sessions/unknown-session.ts';
import { defineTool } from '../tool.ts';

/** Names a session, its own if it names none. */
export const sessionTitle = defineTool({
  name: 'session_title',
  title: 'Title a session',
  description:
    'Gives a session a title that the user and other agents find it by. Without session_id, the one you are in.',
  scope: 'sessions',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    title: z.string().trim().min(1).max(200).describe('A few words on one line.'),
    session_id: z.string().max(300).default('').describe('As session_list gives it; empty for your own.'),
  }),
  output: z.strictObject({ session: z.string(), title: z.string() }),
  run: async ({ store, clock, session, writing }, { title: given, session_id: other }) => {
    const title = oneLine(given);
    const id = other || session;
    // Its own row may not be there yet: sessions are noted a moment after their first call.
    if (!other) await store.sessions.touch([{ id, at: clock.now().getTime() }], writing);
    if (!(await store.sessions.rename(id, title, writing))) throw unknownSession(id, 'session_list');
    return { text: `${id} is now called "${title}".`, data: { session: id, title } };
  },
});
