/** Requests of 2026-07-28: each is checked by itself, and nothing is remembered of it. */
import { ServerCall } from '../call.ts';
import { header, mismatch, modernProblem } from '../era.ts';
import { McpError } from '../errors.ts';
import type { Principal } from '../handlers.ts';
import { paramMismatch } from '../header-params.ts';
import type { Listener } from '../listeners.ts';
import { isFields, type Request } from '../message.ts';
import { run } from '../run.ts';
import { subscribe } from '../subscription.ts';
import { HttpAnswer } from './answer.ts';
import { type EventStream, openEventStream } from './event-stream.ts';
import type { Exchange } from './exchange.ts';
import { refuse } from './refuse.ts';

export function answerModern<P extends Principal>(exchange: Exchange<P>, request: Request): void {
  const { core, req, res, principal } = exchange;
  const problem = modernProblem(request, req.headers);
  if (problem) {
    refuse(exchange, { status: 400, era: 'modern', request, error: problem });
    return;
  }
  if (request.method === 'subscriptions/listen') {
    listen(exchange, request);
    return;
  }
  const origin = { core, principal, transport: 'http', session: undefined, owner: undefined } as const;
  const call = new ServerCall(origin, request, new HttpAnswer(res, core.ticker));
  const wrong = request.method === 'tools/call' ? wrongHeader(exchange, call) : undefined;
  if (wrong) refuse(exchange, { status: 400, era: 'modern', request, error: wrong });
  else run(core, call);
}

/** Whether the headers repeat those arguments that the tool wants to see in headers. */
function wrongHeader<P extends Principal>(
  { core, req }: Exchange<P>,
  call: ServerCall<P>,
): McpError | undefined {
  const { name, arguments: args } = call.params;
  if (!core.handlers.headerParams || typeof name !== 'string') return undefined;
  const params = core.handlers.headerParams(call, name) ?? [];
  const read = (key: string): string | undefined => header(req.headers, key);
  const wrong = paramMismatch(params, isFields(args) ? args : {}, read);
  return wrong === undefined ? undefined : mismatch(wrong, read(wrong));
}

/** Answers with a stream of notices, until the client closes it or the server ends it. */
function listen<P extends Principal>(exchange: Exchange<P>, request: Request): void {
  const { core, res, principal } = exchange;
  let stream: EventStream | undefined;
  let listener: Listener | undefined;
  const ticking = { tick: () => stream?.beat() };
  const leave = (): void => {
    core.ticker.remove(ticking);
    if (listener) core.listeners.remove(listener);
  };
  try {
    listener = subscribe(core, principal, request, {
      open() {
        stream = openEventStream(res);
        core.ticker.add(ticking);
      },
      send: (text) => stream?.send(text),
      end(text) {
        leave();
        stream?.end(text);
      },
    });
    res.once('close', leave);
  } catch (error) {
    if (!(error instanceof McpError)) throw error;
    refuse(exchange, { status: 200, era: 'modern', request, error });
  }
}
