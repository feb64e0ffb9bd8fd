import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { databaseStats } from '../../lib/setup/db/stats.ts';
import { size } from '../../ui/size.ts';
import { table } from '../../ui/table.ts';
import { day } from '../../ui/token.ts';

export default class DbStats extends NerveCommand {
  static override summary = 'Say how large the database is and what is in it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  protected async execute(session: Session): Promise<Result> {
    const stats = await databaseStats(session);
    if (!stats.exists) return { data: stats, text: 'No database yet.' };
    const free = stats.freePages * stats.pageSize;
    const events = stats.rows.events
      ? `${stats.rows.events}, ${day(stats.oldestEvent)} to ${day(stats.newestEvent)}`
      : '0';
    return {
      data: stats,
      text: table([
        ['file', stats.file],
        ['schema', String(stats.schema)],
        ['size', `${size(stats.bytes)}, ${size(free)} of it free`],
        ['journal', size(stats.walBytes)],
        ['tokens', String(stats.rows.tokens)],
        ['sessions', String(stats.rows.sessions)],
        ['messages', String(stats.rows.messages)],
        ['events', events],
        ['results by key', String(stats.rows.idempotency)],
        ['leases', String(stats.rows.leases)],
      ]),
    };
  }
}
