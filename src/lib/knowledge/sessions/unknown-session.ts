/** The error for an id that no session has. */
import { UserError } from '../../base/kernel/errors.ts';

/** @param hint how to find the right one */
export function unknownSession(id: string, hint: string): UserError {
  return new UserError(`There is no session ${JSON.stringify(id)}`, { code: 'unknown-session', hint });
}
