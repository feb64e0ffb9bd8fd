/** What a caller is told when something goes wrong, and what the audit notes of it. */
import type { z } from 'zod';
import { DecisionError, NerveError, RefusedError, UnavailableError } from '../../base/kernel/errors.ts';
import type { EventOutcome } from '../../base/store/event-row.ts';
import { issuesText } from '../tools/issues.ts';

export interface RestProblem {
  readonly status: 400 | 403 | 404 | 405 | 409 | 413 | 415 | 500 | 503;
  readonly outcome: EventOutcome;
  readonly code: string;
  /** For people. */
  readonly message: string;
  /** The next step. */
  readonly hint?: string | undefined;
  /** What a person has to decide first. */
  readonly conflicts?: unknown;
}

const NOT_THERE = new Set(['unknown-session', 'unknown-token', 'unknown-agent', 'agent-not-added']);
/** The request is fine, but not as things stand. */
const IN_THE_WAY = new Set(['name-taken', 'token-revoked', 'agent-token', 'not-set-up', 'agent-paused']);
const NOT_ALLOWED = new Set(['missing-scope']);

/** The problem of an error; undefined for one that is nobody's fault but nerve's. */
export function problemOf(error: unknown): RestProblem | undefined {
  if (!(error instanceof NerveError) || error.kind === 'bug') return undefined;
  const { code, message, hint } = error;
  const told = { outcome: 'error', code, message: sentence(message), hint } as const;
  if (error instanceof UnavailableError) return { ...told, status: 503 };
  if (error instanceof DecisionError) return { ...told, status: 409, conflicts: error.data.conflicts };
  if (NOT_ALLOWED.has(code)) return { ...told, outcome: 'denied', status: 403 };
  if (error instanceof RefusedError || IN_THE_WAY.has(code)) return { ...told, status: 409 };
  return { ...told, status: NOT_THERE.has(code) ? 404 : 400 };
}

/** @param place `query`, `params` or `body` */
export function invalid(place: string, error: Pick<z.core.$ZodError, 'issues'>): RestProblem {
  const message = `This request is not acceptable: ${issuesText(error.issues, place)}.`;
  return { status: 400, outcome: 'invalid', code: 'invalid-request', message };
}

export function missingScope(token: string, scope: string): RestProblem {
  return {
    status: 403,
    outcome: 'denied',
    code: 'missing-scope',
    message: `The token ${token} may not do this: it lacks the scope ${scope}.`,
    hint: `nerve token mint NAME --kind api --scopes ${scope === 'api' ? scope : `api,${scope}`}`,
  };
}

export const WRONG_KIND: RestProblem = {
  status: 403,
  outcome: 'denied',
  code: 'wrong-kind',
  message: 'This token is for another door of the hub.',
  hint: 'nerve token mint NAME --kind api --scopes api',
};

export const NOT_FOUND: RestProblem = {
  status: 404,
  outcome: 'invalid',
  code: 'not-found',
  message: 'There is nothing here.',
  hint: 'see /api/openapi.json',
};

export const WRONG_METHOD: RestProblem = {
  status: 405,
  outcome: 'invalid',
  code: 'method-not-allowed',
  message: 'This is not done with this method.',
};

export const TOO_LARGE: RestProblem = {
  status: 413,
  outcome: 'invalid',
  code: 'too-large',
  message: 'The body is larger than 4 MiB: send less at once.',
};

export const BROKEN: RestProblem = {
  status: 500,
  outcome: 'error',
  code: 'internal',
  message: 'This failed inside nerve; the log of the hub says why.',
};

/** The body of an answer. */
export function envelopeOf({ code, message, hint, conflicts }: RestProblem): object {
  return { error: { code, message, ...(hint ? { hint } : {}), ...(conflicts ? { conflicts } : {}) } };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
