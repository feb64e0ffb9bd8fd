/** A POST with several messages at once, which only 2025-03-26 knows. */

import { batchProblem, createBatch } from '../batch.ts';
import type { Principal } from '../handlers.ts';
import { kindOf, type Notification, type Request, type Response } from '../message.ts';
import { BATCH_VERSION } from '../versions.ts';
import { HttpAnswer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { note, start } from './legacy.ts';
import { invalid, refuse, replyEmpty } from './refuse.ts';
import { admit } from './session.ts';

/** Takes notifications and responses, and answers all requests together. One bad message refuses the whole. */
export function receiveBatch<P extends Principal>(exchange: Exchange<P>, values: readonly unknown[]): void {
  const { core, res } = exchange;
  const session = admit(exchange);
  if (!session) return;
  if (session.protocolVersion !== BATCH_VERSION) {
    refuse(exchange, invalid(400, `${session.protocolVersion} has no batches`, { session }));
    return;
  }
  const problem = batchProblem(values);
  if (problem) {
    refuse(exchange, invalid(400, problem.message, { id: problem.id, session }));
    return;
  }
  const requests: Request[] = [];
  for (const value of values) {
    const kind = kindOf(value);
    if (kind === 'request') requests.push(value as Request);
    else if (kind === 'notification') note(exchange, session, value as Notification);
    else core.questions.answer(session.id, value as Response);
  }
  if (requests.length === 0) {
    replyEmpty(res, 202);
    return;
  }
  const outlet = createBatch(new HttpAnswer(res, core.ticker), requests.length);
  for (const request of requests) start(exchange, session, request, outlet());
}
