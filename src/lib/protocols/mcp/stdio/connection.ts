/** One stdio connection: the era is decided message by message, and all calls share one output. */
import { randomUUID } from 'node:crypto';
import { batchProblem, createBatch } from '../batch.ts';
import { type Outlet, ServerCall } from '../call.ts';
import type { Core } from '../core.ts';
import { answerText, errorText, legacyResult, notificationText } from '../encode.ts';
import { eraOf, modernProblem } from '../era.ts';
import { CODES, McpError } from '../errors.ts';
import type { Principal } from '../handlers.ts';
import { initializeResult, readInitialize } from '../initialize.ts';
import { isForSession, type Listener, noticeParams } from '../listeners.ts';
import { idOf, isRequestId, kindOf, type Notification, type Request, type Response } from '../message.ts';
import { metaOf } from '../meta-keys.ts';
import { clientInfo } from '../refused.ts';
import { cancel, run } from '../run.ts';
import type { Session } from '../session-id.ts';
import type { RequestId } from '../types.ts';
import { BATCH_VERSION, type Era } from '../versions.ts';
import { createSubscriptions } from './subscriptions.ts';

export interface Output {
  /** Writes one message. */
  write(text: string): void;
  /** Whether the other side reads too slowly. */
  isSlow(): boolean;
}

export interface Connection {
  /** Takes one line; undefined is one that was too long. Never throws. */
  receive(line: string | undefined): void;
  /** Ends subscriptions; with `calls`, cancels those under way too. */
  end(what?: { readonly calls: true }): void;
}

export function createConnection<P extends Principal>(
  core: Core<P>,
  principal: P,
  output: Output,
): Connection {
  const owner = `stdio-${randomUUID()}`;
  const subscriptions = createSubscriptions(core, principal, (text) => output.write(text));
  let session: Session | undefined;
  let notices: Listener | undefined;

  /** There are no streams of single calls, so one outlet serves all. */
  const outlet: Outlet = {
    send: (text) => output.write(text),
    offer(text) {
      if (!output.isSlow()) output.write(text);
    },
    answer: (text) => output.write(text),
    drop() {},
    wait() {},
  };
  const refuse = (era: Era, id: RequestId | undefined, error: McpError, request?: Request): void => {
    const meta = metaOf(request?.params);
    const client = clientInfo(session, meta);
    const method = request?.method;
    core.onRefused({ principal, status: undefined, error, method, client, meta, handled: false });
    output.write(errorText(era, id, error));
  };
  const fail = (id: RequestId | undefined, code: number, message: string): void =>
    refuse('legacy', id, new McpError(code, message));
  const start = (request: Request, of: Session | undefined, into: Outlet = outlet): void =>
    run(core, new ServerCall({ core, principal, transport: 'stdio', session: of, owner }, request, into));

  const initialize = (request: Request): void => {
    session = { id: owner, ...readInitialize(request, core.now()) };
    const result = legacyResult(initializeResult(core, principal, session));
    output.write(answerText(request.id, result));
    if (notices) return;
    notices = {
      principalKey: principal.key,
      sessionId: owner,
      wants: (notice) => isForSession(notice, session && core.sessions.peek(session)?.subscriptions),
      watched: () => (session && core.sessions.peek(session)?.subscriptions) ?? [],
      tell: (notice) => output.write(notificationText(notice.method, noticeParams(notice))),
      end: () => {},
    };
    core.listeners.add(notices);
  };

  const takeRequest = (request: Request): void => {
    if (core.closing) throw new McpError(CODES.internal, 'The server is closing: try again');
    if (eraOf(request, undefined) === 'modern') {
      const problem = modernProblem(request, undefined);
      if (problem) throw problem;
      if (request.method === 'subscriptions/listen') subscriptions.add(request);
      else start(request, undefined);
    } else if (request.method === 'initialize') initialize(request);
    else if (session) start(request, session);
    else if (request.method === 'ping') output.write(answerText(request.id, '{}'));
    else throw new McpError(CODES.invalidRequest, 'Send initialize first, or the _meta of 2026-07-28');
  };

  const takeNotification = ({ method, params }: Notification): void => {
    if (method !== 'notifications/cancelled' || !isRequestId(params?.requestId)) return;
    subscriptions.remove(params.requestId);
    cancel(core, owner, params.requestId);
  };

  const takeBatch = (values: readonly unknown[], of: Session): void => {
    const requests = values.filter((value): value is Request => kindOf(value) === 'request');
    const problem = batchProblem(values);
    if (problem) {
      fail(problem.id, CODES.invalidRequest, problem.message);
      return;
    }
    const part = createBatch(outlet, requests.length);
    for (const value of values) {
      if (kindOf(value) === 'request') start(value as Request, of, part());
      else if (kindOf(value) === 'notification') takeNotification(value as Notification);
      else core.questions.answer(owner, value as Response);
    }
  };

  const take = (value: unknown): void => {
    switch (kindOf(value)) {
      case 'request':
        try {
          takeRequest(value as Request);
        } catch (error) {
          if (!(error instanceof McpError)) core.onError(error);
          const answer = error instanceof McpError ? error : new McpError(CODES.internal, 'Internal error');
          refuse(eraOf(value as Request, undefined), idOf(value), answer, value as Request);
        }
        return;
      case 'notification':
        takeNotification(value as Notification);
        return;
      case 'response':
        core.questions.answer(owner, value as Response);
        return;
      default:
        if (Array.isArray(value) && session?.protocolVersion === BATCH_VERSION) takeBatch(value, session);
        else fail(idOf(value), CODES.invalidRequest, 'Not a JSON-RPC message');
    }
  };

  return {
    receive(line) {
      if (line === undefined) {
        fail(undefined, CODES.invalidRequest, `A line is longer than ${core.maxBodyBytes} bytes`);
        return;
      }
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        fail(undefined, CODES.parse, 'Parse error: not JSON');
        return;
      }
      take(value);
    },
    end(what) {
      subscriptions.end();
      if (notices) core.listeners.remove(notices);
      if (!what?.calls) return;
      for (const call of [...core.calls]) if (call.owner === owner) call.cancel('the connection is closed');
      if (session) core.sessions.forget(session);
    },
  };
}
