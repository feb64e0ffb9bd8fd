/** Prints rows of the audit. */
import type { EventRow } from '../lib/base/store/event-row.ts';
import type { Style } from './style.ts';
import { clean, cutEnd } from './width.ts';

const PREVIEW = 60;

/** One row of cells for each event: when, who, what, how it ended. */
export function eventRows(events: readonly EventRow[], style: Style): string[][] {
  return events.map((event) => [
    style.dim(`${new Date(event.at).toISOString().slice(0, 19).replace('T', ' ')}Z`),
    clean(event.principal ?? '-'),
    clean(event.tool ?? '-'),
    event.outcome === 'ok' ? style.green('ok') : style.yellow(clean(event.code ?? event.outcome)),
    style.dim(cutEnd(clean(event.argsPreview ?? ''), PREVIEW)),
  ]);
}
