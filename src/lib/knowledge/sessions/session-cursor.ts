/** Where a page of sessions ended, as a text that callers hand back. */
import { UserError } from '../../base/kernel/errors.ts';
import type { SessionCursor } from '../../base/store/session-row.ts';

export function writeSessionCursor({ lastActivityAt, id }: SessionCursor): string {
  return `${lastActivityAt} ${id}`;
}

/** @throws UserError (`bad-cursor`) */
export function readSessionCursor(cursor: string): SessionCursor {
  const found = /^(\d{1,16}) (\S+)$/.exec(cursor);
  if (found) return { lastActivityAt: Number(found[1]), id: found[2] ?? '' };
  throw new UserError('This cursor is none of a list of sessions', {
    code: 'bad-cursor',
    hint: 'leave it out',
  });
}
