/** `session_archive`: a conversation that is over, out of sight. */
import { z } from 'zod';
import { UserError } from '../../../base/kernel/errors.ts';
import { unknownSession } from '../../../knowledge/sessions/unknown-session.ts';
import { defineTool } from '../tool.ts';

/** Archives another session and those that it started. */
export const sessionArchive = defineTool({
  name: 'session_archive',
  title: 'Archive a session',
  description:
    'Puts a session that is over, and those that it started, out of sight. Nothing is lost: its next call makes it active again.',
  scope: 'sessions',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    session_id: z.string().min(1).max(300).describe('As session_list gives it; not the one you are in.'),
  }),
  output: z.strictObject({ session: z.string(), archived: z.int() }),
  run: async ({ store, session, writing }, { session_id: id }) => {
    if (id === session) {
      throw new UserError('This is the session that you are in, and every call makes it active again', {
        code: 'own-session',
        hint: 'archive it from another one, or with nerve sessions archive',
      });
    }
    if (!(await store.sessions.byId(id, writing))) throw unknownSession(id, 'session_list');
    const archived = await store.sessions.archive(id, writing);
    const text = archived === 0 ? `${id} was archived already.` : `Archived ${id}, ${archived} in all.`;
    return { text, data: { session: id, archived } };
  },
});
