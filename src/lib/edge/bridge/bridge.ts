/**
 * Stands between a client on stdio and the hub on HTTP. What it does not have to look at it passes on as it came; the hub
 * may stop, start or forget the session meanwhile.
 */
import { answerText, errorText } from '../../protocols/mcp/encode.ts';
import { eraOf } from '../../protocols/mcp/era.ts';
import { CODES, McpError } from '../../protocols/mcp/errors.ts';
import { idOf, isRequestId, kindOf, type Notification, type Request } from '../../protocols/mcp/message.ts';
import type { RequestId } from '../../protocols/mcp/types.ts';
import { BATCH_VERSION, type Era } from '../../protocols/mcp/versions.ts';
import { Errand, PATIENCE_MS } from './errand.ts';
import { Cancelled, Failure, failureText } from './failure.ts';
import type { Hub } from './hub.ts';
import { createLegacyRelay } from './legacy.ts';
import { createModernRelay } from './modern.ts';

export interface Bridge {
  /** Takes one line of the client's; undefined is one that was too long. Never throws. */
  receive(line: string | undefined): void;
  /**
   * The client says nothing more: lets it have the answers that come within a while, says of what is then still open that
   * there is none, and ends all.
   */
  end(graceMs: number): Promise<void>;
}

export interface BridgeOptions {
  readonly hub: Hub;
  /** Writes one message to the client. */
  readonly hand: (text: Buffer | string) => void;
  /** How long a request waits for a hub that is away. Default: ten seconds. */
  readonly patienceMs?: number;
  /** Told of whatever should not have happened. */
  readonly onError: (error: unknown) => void;
}

/** How long a cancelled request may take to notice it. */
const STOP_MS = 500;

interface Pending {
  readonly era: Era;
  readonly errand: Errand;
  /** Those of its errand that have no answer yet. */
  readonly open: Set<RequestId>;
}

export function createBridge({ hub, hand, onError, patienceMs = PATIENCE_MS }: BridgeOptions): Bridge {
  const pending = new Map<RequestId, Pending>();
  const work = new Set<Promise<void>>();
  const legacy = createLegacyRelay({ hub, hand });
  const modern = createModernRelay({ hub, hand });

  const fail = (era: Era, id: RequestId | undefined, code: number, message: string): void =>
    hand(errorText(era, id, new McpError(code, message)));

  /** Runs what answers some requests; those that are still open when it fails are told why. */
  const undertake = (era: Era, open: Set<RequestId>, run: (errand: Errand) => Promise<void>): void => {
    const errand = new Errand({ patienceMs, startsHub: true });
    const ids = [...open];
    for (const id of ids) pending.set(id, { era, errand, open });
    const done = run(errand)
      .catch((error) => {
        if (error instanceof Cancelled) return;
        if (!(error instanceof Failure)) onError(error);
        const failure =
          error instanceof Failure ? error : new Failure('hub-refused', 'nerve has failed here.');
        for (const id of open) hand(failureText(era, id, failure));
      })
      .finally(() => {
        work.delete(done);
        for (const id of ids) if (pending.get(id)?.errand === errand) pending.delete(id);
      });
    work.add(done);
  };

  const giveUp = (id: RequestId, { era, errand, open }: Pending): void => {
    if (errand.over || !open.delete(id)) return;
    hand(failureText(era, id, new Failure('hub-down', 'nerve mcp ended before the nerve hub had answered.')));
  };

  const takeRequest = (request: Request, line: string): void => {
    const open = new Set([request.id]);
    if (eraOf(request, undefined) === 'modern') {
      undertake('modern', open, (errand) => modern.relay(request, line, open, errand));
    } else if (request.method === 'ping' && !legacy.isOpen) {
      hand(answerText(request.id, '{}'));
    } else {
      undertake('legacy', open, (errand) => legacy.relay(request, line, open, errand));
    }
  };

  const takeNotification = (notification: Notification, line: string): void => {
    const { method, params } = notification;
    const asked = method === 'notifications/cancelled' && isRequestId(params?.requestId);
    const found = asked ? pending.get(params.requestId as RequestId) : undefined;
    if (found?.era === 'modern') {
      found.errand.cancel();
      return;
    }
    // The hub ends the answer of what it cancels; what never got there is only forgotten.
    found?.errand.forget();
    if (eraOf(notification, undefined) === 'legacy') legacy.tell(notification, line);
  };

  const takeBatch = (values: readonly unknown[], line: string): void => {
    const requests = values.filter((value): value is Request => kindOf(value) === 'request');
    const open = new Set(requests.map(({ id }) => id));
    undertake('legacy', open, (errand) => legacy.relayBatch(values, line, open, errand));
  };

  const take = (value: unknown, line: string): void => {
    switch (kindOf(value)) {
      case 'request':
        takeRequest(value as Request, line);
        return;
      case 'notification':
        takeNotification(value as Notification, line);
        return;
      case 'response':
        legacy.tell(undefined, line);
        return;
      default:
        if (Array.isArray(value) && legacy.version === BATCH_VERSION) takeBatch(value, line);
        else fail('legacy', idOf(value), CODES.invalidRequest, 'Not a JSON-RPC message');
    }
  };

  return {
    receive(line) {
      if (line === undefined) {
        fail('legacy', undefined, CODES.invalidRequest, 'A line is too long');
        return;
      }
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        fail('legacy', undefined, CODES.parse, 'Parse error: not JSON');
        return;
      }
      take(value, line);
    },
    async end(graceMs) {
      modern.end();
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timers = [
        setTimeout(() => {
          for (const [id, request] of pending) giveUp(id, request);
          for (const { errand } of pending.values()) errand.cancel();
        }, graceMs),
        // What does not even stop then is left behind.
        setTimeout(resolve, graceMs + STOP_MS),
      ];
      await Promise.race([allOf(work), late]);
      for (const timer of timers) clearTimeout(timer);
      await legacy.end();
    },
  };
}

/** Waits until no work is left, the work that came meanwhile included. */
async function allOf(work: ReadonlySet<Promise<void>>): Promise<void> {
  while (work.size > 0) await Promise.all(work);
}
