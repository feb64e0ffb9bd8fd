/** Sessions, messages and events as plain records, for other programs. */
import { redact } from '../../base/kernel/redact.ts';
import type { SessionCursor, SessionPage } from '../../base/store/session-row.ts';
import type { Store } from '../../base/store/store.ts';

export interface ExportedRecord {
  readonly type: 'session' | 'message' | 'event';
  readonly [field: string]: unknown;
}

const PAGE = 500;

/**
 * All sessions, last active first and each followed by its messages, then all events in the order of writing; times are
 * ISO texts, secrets are masked.
 */
export async function* exportRecords(store: Store): AsyncGenerator<ExportedRecord> {
  let after: SessionCursor | undefined;
  do {
    const { sessions, next }: SessionPage = await store.sessions.list({}, { limit: PAGE, after });
    for (const session of sessions) {
      yield { type: 'session', ...shown(session) };
      yield* messagesOf(store, session.id);
    }
    after = next ?? undefined;
  } while (after);
  let last = 0;
  for (;;) {
    const page = await store.events.follow(last, {}, PAGE);
    if (page.events.length === 0) return;
    for (const event of page.events) yield { type: 'event', ...shown(event) };
    last = page.last;
  }
}

async function* messagesOf(store: Store, session: string): AsyncGenerator<ExportedRecord> {
  let after = 0;
  for (;;) {
    const { messages, next } = await store.messages.list(session, { limit: PAGE, after });
    for (const message of messages) yield { type: 'message', ...shown(message) };
    if (next === null) return;
    after = next;
  }
}

/** What clients call things may hold secrets, too. */
function shown(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => {
      if (typeof value === 'string') return [key, redact(value)];
      if (typeof value === 'number' && /(^at|At)$/.test(key)) return [key, new Date(value).toISOString()];
      if (typeof value === 'object' && value !== null) return [key, masked(value)];
      return [key, value];
    }),
  );
}

/** Free data, such as the metadata of a session, with the secrets in its texts masked. */
function masked(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part) => (typeof part === 'string' ? redact(part) : part));
}
