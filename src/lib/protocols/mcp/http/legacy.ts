/** Requests, notifications and responses of 2025 sessions. */
import { type Outlet, ServerCall } from '../call.ts';
import { answerText, legacyResult } from '../encode.ts';
import { McpError } from '../errors.ts';
import type { Principal } from '../handlers.ts';
import { initializeResult, readInitialize } from '../initialize.ts';
import { isRequestId, type Notification, type Request, type Response } from '../message.ts';
import { cancel, run } from '../run.ts';
import type { Session } from '../session-id.ts';
import { HttpAnswer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { refuse, reply, replyEmpty } from './refuse.ts';
import { admit } from './session.ts';

export function answerLegacy<P extends Principal>(exchange: Exchange<P>, request: Request): void {
  if (request.method === 'initialize') {
    initialize(exchange, request);
    return;
  }
  const session = admit(exchange, request);
  if (session) start(exchange, session, request, new HttpAnswer(exchange.res, exchange.core.ticker));
}

export function noteLegacy<P extends Principal>(exchange: Exchange<P>, notification: Notification): void {
  const session = admit(exchange);
  if (!session) return;
  note(exchange, session, notification);
  replyEmpty(exchange.res, 202);
}

export function takeResponse<P extends Principal>(exchange: Exchange<P>, response: Response): void {
  const session = admit(exchange);
  if (!session) return;
  exchange.core.questions.answer(session.id, response);
  replyEmpty(exchange.res, 202);
}

/** Starts one request of a session that was found. */
export function start<P extends Principal>(
  { core, principal }: Exchange<P>,
  session: Session,
  request: Request,
  outlet: Outlet,
): void {
  run(
    core,
    new ServerCall({ core, principal, transport: 'http', session, owner: session.id }, request, outlet),
  );
}

/** Takes one notification: only a cancellation means anything to us. */
export function note<P extends Principal>(
  { core }: Exchange<P>,
  session: Session,
  { method, params }: Notification,
): void {
  if (method === 'notifications/cancelled' && isRequestId(params?.requestId))
    cancel(core, session.id, params.requestId);
}

function initialize<P extends Principal>(exchange: Exchange<P>, request: Request): void {
  const { core, res, principal } = exchange;
  try {
    const facts = readInitialize(request, core.now());
    const { text } = core.sessionIds.mint(principal.key, facts);
    const result = legacyResult(initializeResult(core, principal, facts));
    reply(res, 200, answerText(request.id, result), ['mcp-session-id', text]);
  } catch (error) {
    if (!(error instanceof McpError)) throw error;
    refuse(exchange, { status: 400, error, request });
  }
}
