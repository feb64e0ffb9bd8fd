/** `subscriptions/listen` of 2026-07-28, on any transport. */
import type { Core } from './core.ts';
import { answerText, notificationText } from './encode.ts';
import { CODES, invalidParams, McpError } from './errors.ts';
import type { Principal } from './handlers.ts';
import { type Listener, matches, noticeParams, readFilter } from './listeners.ts';
import type { Request } from './message.ts';
import { SUBSCRIPTION_ID } from './meta-keys.ts';

/** Where the messages of one subscription go. */
export interface Subscriber {
  /** Called once, before the first message. */
  open(): void;
  send(text: string): void;
  /** Ends it, with the response to the request as the last message. */
  end(text: string): void;
}

/**
 * Adds a subscription and acknowledges it; the transport removes it when the client goes.
 * @returns the listener
 * @throws McpError for an ill-shaped filter, or too many subscriptions
 */
export function subscribe<P extends Principal>(
  core: Core<P>,
  principal: P,
  request: Request,
  subscriber: Subscriber,
): Listener {
  const { handlers } = core;
  const has = {
    tools: handlers.listTools !== undefined,
    prompts: handlers.listPrompts !== undefined,
    resources: handlers.listResources !== undefined,
  };
  const mayWatch = (uri: string): boolean => handlers.mayWatch?.(principal, uri) ?? true;
  const filter = readFilter(request.params?.notifications, has, mayWatch);
  if (!filter) throw invalidParams('notifications is not a filter');
  const meta = { [SUBSCRIPTION_ID]: request.id };
  const listener: Listener = {
    principalKey: principal.key,
    sessionId: undefined,
    wants: (notice) => matches(filter, notice),
    watched: () => filter.resourceSubscriptions ?? [],
    tell: (notice) => subscriber.send(notificationText(notice.method, noticeParams(notice, meta))),
    end: () => subscriber.end(answerText(request.id, core.encodeModern({ _meta: meta }))),
  };
  if (!core.listeners.hasRoom(principal.key)) throw new McpError(CODES.internal, 'Too many open streams');
  core.listeners.add(listener);
  subscriber.open();
  const acknowledged = { _meta: meta, notifications: filter };
  subscriber.send(notificationText('notifications/subscriptions/acknowledged', acknowledged));
  return listener;
}
