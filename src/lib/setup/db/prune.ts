/** Retention on demand: what the hub does from time to time. */
import type { Context } from '../../base/config/context.ts';
import { UnavailableError } from '../../base/kernel/errors.ts';
import type { RetentionReport } from '../../base/store/retention.ts';
import { withStore } from '../with-store.ts';

export interface PruneOptions {
  /** Seconds; the setting counts if left out. */
  readonly olderThan?: number | undefined;
  readonly idle?: number | undefined;
  readonly dryRun: boolean;
}

/**
 * Deletes old events and expired results, archives idle sessions; or says how many there are.
 * @throws UnavailableError (`retention-runs`) while another process is at it.
 */
export async function pruneDatabase(
  context: Context,
  { olderThan, idle, dryRun }: PruneOptions,
): Promise<RetentionReport> {
  const { applyRetention, previewRetention, retentionTimes } = await import('../../base/store/retention.ts');
  const now = context.clock.now().getTime();
  const times = retentionTimes(context.config, now);
  const options = {
    eventsBefore: olderThan === undefined ? times.eventsBefore : now - olderThan * 1000,
    idleSince: idle === undefined ? times.idleSince : now - idle * 1000,
    signal: context.signal,
  };
  if (dryRun || !context.system.stat(context.paths.database)) {
    return withStore(context, 'read', (store) => previewRetention(store, options));
  }
  const report = await withStore(context, 'write', (store) => applyRetention(store, options));
  if (report) return report;
  throw new UnavailableError('Another process is deleting old rows already', {
    code: 'retention-runs',
    hint: 'try again in a minute',
  });
}
