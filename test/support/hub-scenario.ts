/** What scenarios of the hub have in common: a token, the audit, an end without complaints, and requests by hand. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { systemClock } from '../../src/lib/base/kernel/clock.ts';
import type { EventRow } from '../../src/lib/base/store/event-row.ts';
import { openStore } from '../../src/lib/base/store/store.ts';
import type { RunningHub } from './hub.ts';
import type { Nerve } from './scenario.ts';

export const JSON_TYPES = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};

/** A token as an agent of this name gets one. */
export async function mint(nerve: Nerve, home: string, name: string): Promise<string> {
  return (await nerve.expect(0, home, `token mint ${name}`)).stdout.trim();
}

/** All rows of the audit, the oldest first. */
export async function auditOf(home: string): Promise<readonly EventRow[]> {
  const store = await openStore({
    file: join(home, '.nerve', 'nerve.db'),
    clock: systemClock,
    readOnly: true,
  });
  try {
    const rows: EventRow[] = [];
    for (let id = 0; ; id = rows.at(-1)?.id ?? 0) {
      const { events } = await store.events.follow(id, {}, 1000);
      if (events.length === 0) return rows;
      rows.push(...events);
    }
  } finally {
    await store.close();
  }
}

/** Stops a hub that must be well to the end. */
export async function stopWell(hub: RunningHub): Promise<void> {
  const { code, stderr } = await hub.stop();
  expect([code, stderr.match(/^.*(?:Error|\bat ).*$/gm)]).toEqual([0, null]);
}

/** The body of a call. */
export function callBody(name: unknown, args: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name, arguments: args } });
}
