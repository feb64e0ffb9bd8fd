/** The 2025 session that the bridge holds with the hub for its client, and opens again when the hub has forgotten it. */
import type { IncomingMessage } from 'node:http';
import { isFields, type Request } from '../../protocols/mcp/message.ts';
import type { Fields, RequestId } from '../../protocols/mcp/types.ts';
import { deliver } from './deliver.ts';
import { Errand, PATIENCE_MS } from './errand.ts';
import { Failure } from './failure.ts';
import type { HubRequest } from './http.ts';
import type { Hub } from './hub.ts';
import { post } from './requests.ts';

export interface Session {
  /** What every message of the session carries. */
  readonly headers: Readonly<Record<string, string>>;
  /** The client's `initialize`, word for word. */
  readonly initialize: { readonly request: Request; readonly text: string };
  /** What the hub said it can do. */
  readonly capabilities: Fields;
}

export interface Sessions {
  readonly current: Session | undefined;
  /** While a session is being opened; never rejects. */
  readonly opening: Promise<void> | undefined;
  /** Opens one as the client asks, hands the answer on, and takes its id out of `open`. @throws Failure; Cancelled */
  open(
    request: Request,
    text: string,
    open: Set<RequestId>,
    errand: Errand,
    hand: (text: Buffer | string) => void,
  ): Promise<void>;
  /** Opens another in place of one that the hub does not know any more, unless that was done already. @throws Failure */
  reopen(stale: Session): Promise<void>;
  /** Remembers a request that changed the session, for the next one. */
  remember(request: Request, text: string): void;
  /** Says again what a hub keeps in memory only. */
  restore(): Promise<void>;
  /** Says goodbye, if the hub is there to hear it. */
  end(): Promise<void>;
}

export interface SessionsOptions {
  readonly hub: Hub;
  /** A session was opened in place of another. */
  readonly onReopened: (session: Session) => void;
}

const INITIALIZED = '{"jsonrpc":"2.0","method":"notifications/initialized"}';

export function createSessions({ hub, onReopened }: SessionsOptions): Sessions {
  let current: Session | undefined;
  let opening: Promise<void> | undefined;
  let reopening: Promise<void> | undefined;
  const remembered = new Map<string, { readonly request: Request; readonly text: string }>();
  const patient = (): Errand => new Errand({ patienceMs: PATIENCE_MS, startsHub: false });

  /** Whether it was opened, or refused. */
  const initialize = async (
    request: Request,
    text: string,
    open: Set<RequestId>,
    errand: Errand,
    hand: (text: Buffer | string) => void,
  ): Promise<boolean> => {
    let isOpened = false;
    await deliver(hub, errand, {
      request: () => post(text, {}),
      open,
      hand,
      answered(answer, res) {
        const session = sessionFrom(answer, res, { request, text });
        if (!session) return;
        isOpened = true;
        current = session;
      },
    });
    return isOpened;
  };

  const restore = async (): Promise<void> => {
    if (!current) return;
    const { headers } = current;
    for (const { request, text } of remembered.values()) {
      const open = new Set([request.id]);
      await deliver(hub, patient(), { request: () => post(text, headers), open, hand: () => {} });
    }
  };

  const replace = async ({ initialize: { request, text } }: Session): Promise<void> => {
    const isOpened = await initialize(request, text, new Set([request.id]), patient(), () => {});
    const session = current;
    if (!isOpened || !session) {
      throw new Failure('hub-refused', 'The nerve hub does not open a session any more.');
    }
    onReopened(session);
    await tell(hub, post(INITIALIZED, session.headers), patient());
    await restore();
  };

  return {
    get current() {
      return current;
    },
    get opening() {
      return opening;
    },
    async open(request, text, open, errand, hand) {
      remembered.clear();
      const before = current;
      const opened = initialize(request, text, open, errand, hand).then((isOpened) => {
        if (isOpened && before) void goodbye(hub, before);
      });
      opening = opened
        .catch(() => {})
        .then(() => {
          opening = undefined;
        });
      await opened;
    },
    async reopen(stale) {
      if (current !== stale) return;
      reopening ??= replace(stale).finally(() => {
        reopening = undefined;
      });
      await reopening;
    },
    remember(request, text) {
      const { method, params } = request;
      if (method === 'logging/setLevel') remembered.set(method, { request, text });
      else if (method === 'resources/subscribe') remembered.set(`uri ${params?.uri}`, { request, text });
      else if (method === 'resources/unsubscribe') remembered.delete(`uri ${params?.uri}`);
    },
    restore,
    end: async () => {
      if (current) await goodbye(hub, current);
    },
  };
}

const GOODBYE_MS = 500;

async function goodbye(hub: Hub, { headers }: Session): Promise<void> {
  if (headers['mcp-session-id'] === undefined) return;
  const errand = new Errand({ patienceMs: 0, startsHub: false });
  const timer = setTimeout(() => errand.cancel(), GOODBYE_MS);
  await tell(hub, { method: 'DELETE', headers }, errand).catch(() => {});
  clearTimeout(timer);
}

/** Sends what has no answer. @throws Failure; Cancelled */
export async function tell(hub: Hub, what: HubRequest, errand: Errand): Promise<void> {
  (await hub.send(what, errand)).resume();
}

/** The session in an answer to `initialize`; undefined for an error. */
function sessionFrom(
  answer: Buffer | string,
  res: IncomingMessage,
  initialize: Session['initialize'],
): Session | undefined {
  const message: unknown = JSON.parse(String(answer));
  const result = isFields(message) ? message.result : undefined;
  if (!isFields(result)) return undefined;
  const id = res.headers['mcp-session-id'];
  const { protocolVersion, capabilities } = result;
  return {
    initialize,
    capabilities: isFields(capabilities) ? capabilities : {},
    headers: {
      ...(typeof id === 'string' ? { 'mcp-session-id': id } : {}),
      ...(typeof protocolVersion === 'string' ? { 'mcp-protocol-version': protocolVersion } : {}),
    },
  };
}
