/** Requests of 2026-07-28 on their way: each stands alone, and says in its headers what is in its body. */
import { CODES } from '../../protocols/mcp/errors.ts';
import { isFields, type Request } from '../../protocols/mcp/message.ts';
import type { RequestId } from '../../protocols/mcp/types.ts';
import { lacksCallId, withCallId } from './call-id.ts';
import { deliver, errorIn } from './deliver.ts';
import type { Errand } from './errand.ts';
import type { Hub } from './hub.ts';
import { postModern } from './requests.ts';
import { holdSubscription } from './subscription.ts';
import { createToolHeaders } from './tool-headers.ts';

export interface ModernRelay {
  /** Until it is answered, and taken out of `open`; a subscription until it is cancelled. @throws Failure; Cancelled */
  relay(request: Request, line: string, open: Set<RequestId>, errand: Errand): Promise<void>;
  /** Ends the subscriptions. */
  end(): void;
}

export function createModernRelay({
  hub,
  hand,
}: {
  readonly hub: Hub;
  readonly hand: (text: Buffer | string) => void;
}): ModernRelay {
  const tools = createToolHeaders();
  const subscriptions = new Set<Errand>();

  const listen = async (request: Request, line: string, errand: Errand): Promise<void> => {
    subscriptions.add(errand);
    try {
      await holdSubscription(hub, request, line, errand, hand);
    } finally {
      subscriptions.delete(errand);
    }
  };

  /** Reads all lists of tools, as the client that calls one would. */
  const learn = async ({ id, params }: Request, errand: Errand): Promise<void> => {
    let cursor: unknown;
    do {
      const more = cursor === undefined ? {} : { cursor };
      const list = { jsonrpc: '2.0', id, method: 'tools/list', params: { _meta: params?._meta, ...more } };
      const text = JSON.stringify(list);
      await deliver(hub, errand, {
        request: () => postModern(list, text),
        open: new Set([id]),
        hand: () => {},
        answered(answer) {
          tools.learn(answer);
          const { result } = JSON.parse(String(answer));
          cursor = isFields(result) ? result.nextCursor : undefined;
        },
      });
    } while (typeof cursor === 'string');
  };

  return {
    relay(asked, line, open, errand) {
      if (asked.method === 'subscriptions/listen') return listen(asked, line, errand);
      const needsId = lacksCallId(asked);
      const request = needsId ? withCallId(asked) : asked;
      const text = needsId ? JSON.stringify(request) : line;
      let hasLearned = false;
      return deliver(hub, errand, {
        request: () => postModern(request, text, tools.of(request)),
        open,
        hand,
        ...(request.method === 'tools/list' ? { answered: tools.learn } : {}),
        async mend(_status, body) {
          const isMismatch = errorIn(body.toString('utf8'))?.code === CODES.headerMismatch;
          if (!isMismatch || hasLearned || request.method !== 'tools/call') return false;
          hasLearned = true;
          await learn(request, errand);
          return true;
        },
      });
    },
    end() {
      for (const errand of subscriptions) errand.cancel();
    },
  };
}
