import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { parseDuration } from '../../lib/base/auth/duration.ts';
import { pruneDatabase } from '../../lib/setup/db/prune.ts';
import { prose } from '../../ui/prose.ts';

export default class DbPrune extends NerveCommand {
  static override summary = 'Delete old rows of the audit and archive idle sessions, now.';
  static override description = prose(`
A running hub does this by itself, from time to time, as the settings \`retention.events_days\` and
\`retention.idle_sessions_days\` say. The file becomes smaller with \`nerve db vacuum\`.`);
  static override examples = [
    { description: 'How much it would be', command: '<%= config.bin %> <%= command.id %> --dry-run' },
    '<%= config.bin %> <%= command.id %> --older-than 30d --idle 7d',
  ];
  static override flags = {
    'older-than': Flags.string({ helpValue: '90d', description: 'Delete events of calls before that.' }),
    idle: Flags.string({ helpValue: '30d', description: 'Archive sessions without a call for so long.' }),
    'dry-run': Flags.boolean({ char: 'n', description: 'Change nothing, only count.' }),
  };

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(DbPrune);
    const seconds = (text: string | undefined) => (text === undefined ? undefined : parseDuration(text));
    const dryRun = flags['dry-run'];
    const report = await pruneDatabase(session, {
      olderThan: seconds(flags['older-than']),
      idle: seconds(flags.idle),
      dryRun,
    });
    const { events, sessions, results } = report;
    const would = dryRun ? 'Would be: ' : '';
    return {
      data: { ...report, dryRun },
      text: `${would}${events} events and ${results} kept results deleted, ${sessions} sessions archived.`,
    };
  }
}
