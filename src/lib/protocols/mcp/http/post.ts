/** The body of one POST: finds out what it carries, and which era it is for. */
import { eraOf } from '../era.ts';
import { CODES, McpError } from '../errors.ts';
import type { Principal } from '../handlers.ts';
import { idOf, kindOf, type Notification, type Request, type Response } from '../message.ts';
import { claimsModern, type Era } from '../versions.ts';
import { receiveBatch } from './batch-post.ts';
import type { Exchange } from './exchange.ts';
import { answerLegacy, noteLegacy, takeResponse } from './legacy.ts';
import { answerModern } from './modern.ts';
import { invalid, refuse, replyEmpty } from './refuse.ts';

export function receive<P extends Principal>(exchange: Exchange<P>, body: string): void {
  const { res, version } = exchange;
  const claimed: Era = claimsModern(version) ? 'modern' : 'legacy';
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    refuse(exchange, {
      status: 400,
      era: claimed,
      error: new McpError(CODES.parse, 'Parse error: not JSON'),
    });
    return;
  }
  switch (kindOf(value)) {
    case 'request': {
      const request = value as Request;
      if (eraOf(request, version) === 'modern') answerModern(exchange, request);
      else answerLegacy(exchange, request);
      return;
    }
    case 'notification': {
      const notification = value as Notification;
      // 2026-07-28 has none over HTTP; some clients still send one, and nothing needs to be done about it.
      if (eraOf(notification, version) === 'modern') replyEmpty(res, 202);
      else noteLegacy(exchange, notification);
      return;
    }
    case 'response':
      if (claimed === 'modern')
        refuse(exchange, invalid(400, '2026-07-28 has no responses of clients', { era: claimed }));
      else takeResponse(exchange, value as Response);
      return;
    default:
      if (Array.isArray(value) && claimed === 'legacy') receiveBatch(exchange, value);
      else refuse(exchange, invalid(400, 'Not a JSON-RPC message', { era: claimed, id: idOf(value) }));
  }
}
