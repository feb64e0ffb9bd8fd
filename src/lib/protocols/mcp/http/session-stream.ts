/** GET and DELETE of a 2025 session: its stream of notices, and its end. */
import { notificationText } from '../encode.ts';
import { CODES, McpError } from '../errors.ts';
import type { Principal } from '../handlers.ts';
import { isForSession, type Listener, noticeParams } from '../listeners.ts';
import type { Session } from '../session-id.ts';
import { claimsModern } from '../versions.ts';
import { openEventStream } from './event-stream.ts';
import type { Exchange } from './exchange.ts';
import { acceptsStream } from './negotiate.ts';
import { invalid, refuse, replyEmpty } from './refuse.ts';
import { admit } from './session.ts';

/** Opens the stream of a session. Without a session there is nothing to stream, as in 2026-07-28: 405. */
export function openSessionStream<P extends Principal>(exchange: Exchange<P>): void {
  const { core, req, res, principal } = exchange;
  const session = findSession(exchange);
  if (!session) return;
  if (!acceptsStream(req.headers)) {
    refuse(exchange, invalid(406, 'Accept has to allow text/event-stream', { session }));
    return;
  }
  if (!core.listeners.hasRoom(principal.key)) {
    refuse(exchange, { status: 429, error: new McpError(CODES.internal, 'Too many open streams'), session });
    return;
  }
  const stream = openEventStream(res);
  const end = (): void => {
    leave();
    stream.end();
  };
  // A session whose stream is open is in use.
  const ticking = { tick: () => (core.sessions.admit(session) ? stream.beat() : end()) };
  const listener: Listener = {
    principalKey: principal.key,
    sessionId: session.id,
    wants: (notice) => isForSession(notice, core.sessions.peek(session)?.subscriptions),
    watched: () => core.sessions.peek(session)?.subscriptions ?? [],
    tell: (notice) => stream.send(notificationText(notice.method, noticeParams(notice))),
    end,
  };
  const leave = (): void => {
    core.ticker.remove(ticking);
    core.listeners.remove(listener);
  };
  core.ticker.add(ticking);
  core.listeners.add(listener);
  res.once('close', leave);
}

/** Ends a session: its id is not accepted any more, and its streams end. */
export function endSession<P extends Principal>(exchange: Exchange<P>): void {
  const { core, res } = exchange;
  const session = findSession(exchange);
  if (!session) return;
  core.sessions.end(session);
  core.listeners.endSession(exchange.principal.key, session.id);
  replyEmpty(res, 200);
}

function findSession<P extends Principal>(exchange: Exchange<P>): Session | undefined {
  const { req, version } = exchange;
  if (req.headers['mcp-session-id'] !== undefined && !claimsModern(version)) return admit(exchange);
  refuse(
    exchange,
    invalid(405, 'Only POST is for requests without a session', { headers: ['allow', 'POST'] }),
  );
  return undefined;
}
