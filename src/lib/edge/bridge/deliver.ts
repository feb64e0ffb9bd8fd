/** A request on its way to the hub and back: sent until every answer is there, and everything the hub says is handed on. */
import type { IncomingMessage } from 'node:http';
import { isFields } from '../../protocols/mcp/message.ts';
import type { Fields, RequestId } from '../../protocols/mcp/types.ts';
import { isEventStream, messagesIn, readMessages, readWhole } from './body.ts';
import type { Errand } from './errand.ts';
import { Failure } from './failure.ts';
import { type HubRequest, Unreached } from './http.ts';
import { type Hub, refusalIn } from './hub.ts';

export interface Delivery {
  /** Made anew for each try. */
  readonly request: () => HubRequest;
  /** The requests in it that want an answer; those that got theirs are taken out. */
  readonly open: Set<RequestId>;
  /** Gets every message of the hub's, as it came. */
  readonly hand: (text: Buffer | string) => void;
  /** Told of an answer before it is handed on. */
  readonly answered?: (text: Buffer | string, res: IncomingMessage) => void;
  /** Looks at an answer that is no success; true when something was mended and the request should be made again. */
  readonly mend?: (status: number, body: Buffer) => Promise<boolean>;
}

/** @throws Failure; Cancelled */
export async function deliver(hub: Hub, errand: Errand, delivery: Delivery): Promise<void> {
  const { request, open, mend } = delivery;
  while (open.size > 0) {
    const res = await hub.send(request(), errand);
    let body: Buffer | undefined;
    try {
      if (isEventStream(res)) {
        await readMessages(res, (text, message) => takeEvent(delivery, text, message, res));
      } else body = await readWhole(res);
    } catch (error) {
      if (!(error instanceof Unreached)) throw error;
    }
    if (body) {
      const status = res.statusCode ?? 0;
      if (status !== 200 && (await mend?.(status, body))) continue;
      takeWhole(delivery, body, res);
      return;
    }
    if (open.size === 0) return;
    errand.check();
    await errand.lost(hub.away);
  }
}

function takeEvent(
  { open, hand, answered }: Delivery,
  text: string,
  message: Fields,
  res: IncomingMessage,
): void {
  if (isAnswer(message)) {
    // What was answered before the connection broke is not answered twice.
    if (!open.delete(message.id)) return;
    answered?.(text, res);
  }
  hand(text);
}

/** Whether a message of the hub's is an answer to one of the client's. */
export function isAnswer(message: Fields): message is { readonly id: RequestId } {
  return message.method === undefined && message.id !== undefined;
}

/** One JSON text: the answer, or a refusal that has to be made one. @throws Failure */
function takeWhole({ open, hand, answered }: Delivery, body: Buffer, res: IncomingMessage): void {
  const text = body.toString('utf8');
  const isJson = res.statusCode === 200 && res.headers['content-type']?.startsWith('application/json');
  if (isJson && messagesIn(text).some((message) => isAnswer(message) && open.has(message.id))) {
    open.clear();
    answered?.(body, res);
    hand(body);
    return;
  }
  const [id] = open;
  const error = errorIn(text);
  if (error === undefined || id === undefined) throw new Failure('hub-refused', refusalIn(text, res));
  open.clear();
  hand(JSON.stringify({ jsonrpc: '2.0', id, error }));
}

/** The error of a JSON-RPC answer; undefined for any other text. */
export function errorIn(text: string): { readonly code: number } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const error = isFields(value) && value.jsonrpc === '2.0' ? value.error : undefined;
    return isFields(error) && typeof error.code === 'number' ? (error as { code: number }) : undefined;
  } catch {
    return undefined;
  }
}
