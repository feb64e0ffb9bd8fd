/** One `subscriptions/listen` of 2026-07-28, held for the client however often its stream ends on the way to the hub. */
import { notificationText } from '../../protocols/mcp/encode.ts';
import { isFields, type Request } from '../../protocols/mcp/message.ts';
import { SUBSCRIPTION_ID } from '../../protocols/mcp/meta-keys.ts';
import type { Fields } from '../../protocols/mcp/types.ts';
import { isEventStream, readWhole } from './body.ts';
import { errorIn, isAnswer } from './deliver.ts';
import type { Errand } from './errand.ts';
import { Failure } from './failure.ts';
import { type Hub, refusalIn } from './hub.ts';
import { postModern } from './requests.ts';
import { followStream, putUpWith } from './streams.ts';

const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';

/**
 * Subscribes, and again whenever the stream ends or breaks; the client is told then to list everything anew, and learns
 * nothing else of it. Returns once the hub has answered with an error, or the errand is cancelled.
 * @param errand how long the first try may take; later ones have no end
 * @throws Failure; Cancelled
 */
export async function holdSubscription(
  hub: Hub,
  request: Request,
  text: string,
  errand: Errand,
  hand: (text: string) => void,
): Promise<void> {
  let granted: Fields | undefined;
  const take = (text: string, message: Fields): void => {
    // The hub ends its streams before it stops. The client's goes on.
    if (isAnswer(message)) return;
    if (message.method !== ACKNOWLEDGED) {
      hand(text);
      return;
    }
    if (granted) for (const notice of changedTexts(granted, request)) hand(notice);
    else hand(text);
    const { params } = message;
    granted = isFields(params) && isFields(params.notifications) ? params.notifications : {};
  };
  const subscribe = async (): Promise<boolean> => {
    const res = await hub.send(postModern(request, text), errand);
    if (isEventStream(res)) {
      await followStream(res, errand, take);
      return true;
    }
    const body = await readWhole(res).then(String, () => '');
    const error = errorIn(body);
    if (error === undefined) throw new Failure('hub-refused', refusalIn(body, res));
    hand(JSON.stringify({ jsonrpc: '2.0', id: request.id, error }));
    return false;
  };
  // Notices go to the token that is in use.
  const reopen = (): void => errand.interrupt();
  hub.onRenewed.add(reopen);
  try {
    while (await subscribe().catch((error) => putUpWith(error, errand, granted !== undefined))) {
      if (granted) errand.endure();
    }
  } finally {
    hub.onRenewed.delete(reopen);
  }
}

/** The notices that the subscription may have missed. */
function changedTexts(granted: Fields, { id }: Request): string[] {
  const _meta = { [SUBSCRIPTION_ID]: id };
  const lists = ['tools', 'prompts', 'resources'].filter((name) => granted[`${name}ListChanged`] === true);
  const { resourceSubscriptions } = granted;
  const uris: unknown[] = Array.isArray(resourceSubscriptions) ? resourceSubscriptions : [];
  return [
    ...lists.map((name) => notificationText(`notifications/${name}/list_changed`, { _meta })),
    ...uris.map((uri) => notificationText('notifications/resources/updated', { _meta, uri })),
  ];
}
