/** Everybody whom the hub turns away, at the door or on the wire, for the audit, and never more than it can hold. */
import type { Clock } from '../../base/kernel/clock.ts';
import type { Refused } from '../../protocols/mcp/refused.ts';
import type { Audit } from '../audit/audit.ts';
import { createRefusals } from '../audit/refusals.ts';
import type { HubPrincipal } from '../mcp/principal.ts';
import { attemptOf } from '../mcp/wire-refusal.ts';
import type { Problem } from './guard.ts';
import { createLimits, type Rate } from './limits.ts';

export interface RefusalNotes {
  /** Host, Origin, token, limits, paths, and what is no HTTP. */
  atDoor(problem: Problem, principal?: HubPrincipal): void;
  /** What came with a good token and was answered with an error. */
  onWire(refused: Refused<HubPrincipal>): void;
  /** Notes what was only counted so far. */
  close(): void;
}

/**
 * Rows per second in the long run, and at once, that all who show no good token may cause together: at the most two
 * million in the ninety days that rows stay.
 */
const STRANGERS = { rate: 0.2, burst: 1000 };

/** @param perToken what each token may do of anything, and so also what it may be refused a row at a time */
export function createRefusalNotes(audit: Audit, clock: Clock, perToken: Rate): RefusalNotes {
  const now = (): number => clock.now().getTime();
  const allowance = ({ rate, burst }: Rate) =>
    createLimits({ rate, burst, concurrency: Number.POSITIVE_INFINITY, now: () => performance.now() });
  const { note, close } = createRefusals({
    note: audit.note,
    now,
    strangers: allowance(STRANGERS),
    known: allowance(perToken),
  });
  return {
    close,
    atDoor({ code }, principal) {
      const { name = null, jti = null } = principal?.token ?? {};
      note({ at: now(), outcome: 'refused', code, principal: name, jti });
    },
    onWire(refused) {
      const attempt = attemptOf(refused, now());
      if (attempt) note(attempt);
    },
  };
}
