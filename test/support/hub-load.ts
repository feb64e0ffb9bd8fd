/** Clients that call a hub which comes and goes, and do not give up; and what the tables say afterwards. */
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { modern } from './mcp.ts';

export interface LoadClient {
  readonly token: string;
  /** The revision that it speaks: 2025 with a session, or 2026-07-28. */
  readonly era: 'legacy' | 'modern';
}

interface Attempt {
  readonly status: number;
  readonly session: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: whatever came.
  readonly body: any;
}

/** Some clients lose their patience, in the middle of a call or just when it is done. */
const PATIENCE_MS = 8;
/** Milliseconds between two tries. */
const AGAIN = 50;
/** Tries until a call counts as lost. */
const MOST = 600;

/**
 * Calls tools one after the other, each until the hub answers it.
 * @param calls arguments of `session_title`; null for a call that only reads
 * @returns how many requests had to be sent again
 */
export async function callAll(
  url: string,
  { token, era }: LoadClient,
  calls: readonly (Record<string, string> | null)[],
): Promise<number> {
  let again = 0;
  let session: string | null = null;
  const until = async (send: (patience: number) => Promise<Attempt>, first = 20_000): Promise<Attempt> => {
    for (let tries = 0; tries < MOST; tries++) {
      const answer = await send(tries === 0 ? first : 20_000).catch(() => undefined);
      if (answer && answer.status !== 503 && !isClosing(answer)) return answer;
      again += 1;
      await pause(AGAIN);
    }
    throw new Error('the hub did not come back');
  };
  const post = async (
    message: object,
    headers: Record<string, string>,
    patience: number,
  ): Promise<Attempt> => {
    const response = await fetch(`${url}/mcp/v1`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${token}`,
        ...headers,
      },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(patience),
    });
    const text = await response.text();
    return {
      status: response.status,
      session: response.headers.get('mcp-session-id'),
      body: text.startsWith('{') ? JSON.parse(text) : text,
    };
  };
  if (era === 'legacy') {
    const clientInfo = { name: 'load', version: '1' };
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
    const initialize = { jsonrpc: '2.0', id: 0, method: 'initialize', params };
    const opened = await until((patience) => post(initialize, {}, patience));
    session = opened.session;
  }
  for (const [index, args] of calls.entries()) {
    const params = { name: args ? 'session_title' : 'hub_status', arguments: args ?? {} };
    const first = index % 4 === 0 ? 1 + (index % PATIENCE_MS) : undefined;
    const answer = await until((patience) => {
      if (session !== null) {
        const headers = { 'mcp-session-id': session, 'mcp-protocol-version': '2025-06-18' };
        return post({ jsonrpc: '2.0', id: index + 1, method: 'tools/call', params }, headers, patience);
      }
      const { body, headers } = modern('tools/call', params, index + 1);
      return post(body, headers, patience);
    }, first);
    if (answer.status !== 200 || answer.body.result?.isError || !answer.body.result)
      throw new Error(`${JSON.stringify(params)}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return again;
}

/** A hub that stops answers what it gives up with an error: the call may be sent again. */
function isClosing({ body }: Attempt): boolean {
  const message = body.error?.message ?? '';
  const cancelled = body.result?.isError && body.result.content[0].text.includes('(cancelled)');
  return cancelled || (typeof message === 'string' && message.includes('closing'));
}

/** What became of the writes: by key, how many effects there were; and keys without a kept result. */
export function effectsOf(file: string, keys: readonly string[]) {
  const database = new Database(file, { readonly: true });
  try {
    const effects = new Map<string, number>();
    const rows = database
      .prepare(
        "SELECT args_preview AS args, code FROM events WHERE tool = 'session_title' AND outcome = 'ok'",
      )
      .all() as { args: string; code: string | null }[];
    for (const { args, code } of rows) {
      // The key itself is taken out of the audit, as whatever is called so; the title says the same.
      const key = JSON.parse(args).title as string;
      effects.set(key, (effects.get(key) ?? 0) + (code === null ? 1 : 0));
    }
    const kept = new Set(
      (database.prepare('SELECT key FROM idempotency').all() as { key: string }[]).map(
        ({ key }) => key.split(' ').at(-1) ?? '',
      ),
    );
    return {
      lost: keys.filter((key) => (effects.get(key) ?? 0) === 0 || !kept.has(key)),
      doubled: keys.filter((key) => (effects.get(key) ?? 0) > 1),
      replayed: rows.filter(({ code }) => code === 'replayed').length,
      strangers: [...effects.keys()].filter((key) => !keys.includes(key)).length,
    };
  } finally {
    database.close();
  }
}
