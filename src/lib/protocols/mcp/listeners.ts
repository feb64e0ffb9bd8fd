/** Who listens for notices: streams of 2025 sessions and subscriptions of 2026-07-28, by principal. */
import type { Notice } from './handlers.ts';
import { isFields } from './message.ts';
import type { Fields } from './types.ts';

export interface Listener {
  readonly principalKey: string;
  /** Of several listeners with the same one, only the newest is told (2025: one stream of a session). */
  readonly sessionId: string | undefined;
  wants(notice: Notice): boolean;
  /** The resources whose updates it wants to hear of. */
  watched(): Iterable<string>;
  tell(notice: Notice): void;
  /** Ends it the way its era calls graceful. */
  end(): void;
}

export interface Listeners {
  readonly size: number;
  /** Whether one more may be added for a principal. */
  hasRoom(principalKey: string): boolean;
  add(listener: Listener): void;
  remove(listener: Listener): void;
  /** Tells the listeners of one principal, or of all; returns how many were told. */
  tell(notice: Notice, principalKey: string | undefined): number;
  /** The resources that anybody wants to hear of, each with the principals who do. */
  watched(): ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether a principal has any. */
  has(principalKey: string): boolean;
  endAll(): void;
  /** Ends all of one principal. */
  endPrincipal(principalKey: string): void;
  /** Ends the streams of one session. */
  endSession(principalKey: string, sessionId: string): void;
}

export function createListeners(mostPerPrincipal: number): Listeners {
  const byPrincipal = new Map<string, Set<Listener>>();

  const tellAll = (listeners: Iterable<Listener>, notice: Notice): number => {
    const chosen = new Map<unknown, Listener>();
    for (const listener of listeners) chosen.set(listener.sessionId ?? listener, listener);
    const willing = [...chosen.values()].filter((listener) => listener.wants(notice));
    for (const listener of willing) listener.tell(notice);
    return willing.length;
  };

  const endPrincipal = (principalKey: string): void => {
    for (const listener of [...(byPrincipal.get(principalKey) ?? [])]) listener.end();
  };

  return {
    get size() {
      return [...byPrincipal.values()].reduce((sum, own) => sum + own.size, 0);
    },
    hasRoom: (principalKey) => (byPrincipal.get(principalKey)?.size ?? 0) < mostPerPrincipal,
    add(listener) {
      const own = byPrincipal.get(listener.principalKey) ?? new Set();
      byPrincipal.set(listener.principalKey, own.add(listener));
    },
    remove(listener) {
      const own = byPrincipal.get(listener.principalKey);
      own?.delete(listener);
      if (own?.size === 0) byPrincipal.delete(listener.principalKey);
    },
    tell(notice, principalKey) {
      if (principalKey !== undefined) return tellAll(byPrincipal.get(principalKey) ?? [], notice);
      let told = 0;
      for (const own of byPrincipal.values()) told += tellAll(own, notice);
      return told;
    },
    watched() {
      const watchers = new Map<string, Set<string>>();
      for (const [principalKey, own] of byPrincipal) {
        for (const listener of own) {
          for (const uri of listener.watched()) {
            watchers.set(uri, (watchers.get(uri) ?? new Set()).add(principalKey));
          }
        }
      }
      return watchers;
    },
    has: (principalKey) => byPrincipal.has(principalKey),
    endAll() {
      for (const principalKey of [...byPrincipal.keys()]) endPrincipal(principalKey);
    },
    endPrincipal,
    endSession(principalKey, sessionId) {
      const own = [...(byPrincipal.get(principalKey) ?? [])];
      for (const listener of own) if (listener.sessionId === sessionId) listener.end();
    },
  };
}

/** What a `subscriptions/listen` request wants, cut down to what the server has. */
export interface Filter {
  readonly toolsListChanged?: true;
  readonly promptsListChanged?: true;
  readonly resourcesListChanged?: true;
  readonly resourceSubscriptions?: readonly string[];
}

/** URIs that one client may watch at a time. */
export const MOST_URIS = 1_000;

/**
 * The part of a requested filter that will be honoured, in the order of the specification.
 * @returns undefined if the request is ill-shaped
 */
export function readFilter(
  requested: unknown,
  has: { readonly tools: boolean; readonly prompts: boolean; readonly resources: boolean },
  mayWatch: (uri: string) => boolean,
): Filter | undefined {
  if (!isFields(requested)) return undefined;
  const { toolsListChanged, promptsListChanged, resourcesListChanged, resourceSubscriptions } = requested;
  const uris = resourceSubscriptions ?? [];
  if (!Array.isArray(uris) || uris.length > MOST_URIS || uris.some((uri) => typeof uri !== 'string'))
    return undefined;
  const watched = uris.filter(mayWatch);
  return {
    ...(toolsListChanged === true && has.tools ? { toolsListChanged } : {}),
    ...(promptsListChanged === true && has.prompts ? { promptsListChanged } : {}),
    ...(resourcesListChanged === true && has.resources ? { resourcesListChanged } : {}),
    ...(watched.length > 0 && has.resources ? { resourceSubscriptions: watched } : {}),
  };
}

export function matches(filter: Filter, notice: Notice): boolean {
  switch (notice.method) {
    case 'notifications/tools/list_changed':
      return filter.toolsListChanged === true;
    case 'notifications/prompts/list_changed':
      return filter.promptsListChanged === true;
    case 'notifications/resources/list_changed':
      return filter.resourcesListChanged === true;
    default:
      return filter.resourceSubscriptions?.includes(notice.uri) === true;
  }
}

/** Whether a session of 2025 is told: of every list, and of the resources that it subscribed to. */
export function isForSession(notice: Notice, subscriptions: ReadonlySet<string> | undefined): boolean {
  return notice.method !== 'notifications/resources/updated' || subscriptions?.has(notice.uri) === true;
}

/** The parameters of a notice, with what its era adds. */
export function noticeParams(notice: Notice, meta?: Fields): Fields | undefined {
  const uri = 'uri' in notice ? { uri: notice.uri } : undefined;
  return meta ? { _meta: meta, ...uri } : uri;
}
