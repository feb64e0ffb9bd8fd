import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { SESSION_STATUSES } from '../../lib/base/store/session-row.ts';
import { withAuth } from '../../lib/setup/tokens.ts';
import { minuteOf } from '../../ui/status.ts';
import { table } from '../../ui/table.ts';
import { clean } from '../../ui/width.ts';

const LIMIT = 50;

export default class SessionsList extends NerveCommand {
  static override summary = 'List the conversations of all your agents, last active first.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    { description: 'Of one client', command: '<%= config.bin %> <%= command.id %> --client claude-code' },
  ];
  static override flags = {
    status: Flags.option({
      options: SESSION_STATUSES,
      helpValue: 'active|archived',
      description: 'Only these [default: all].',
    })(),
    client: Flags.string({ helpValue: 'NAME', description: 'Only of this client.' }),
    search: Flags.string({ helpValue: 'TEXT', description: 'Only those with this in the title or the id.' }),
    limit: Flags.integer({ min: 1, max: 500, default: LIMIT, description: 'How many at most.' }),
  };
  protected override readonly harmless = true;

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(SessionsList);
    const filter = {
      ...(flags.status ? { status: flags.status } : {}),
      ...(flags.client ? { client: flags.client } : {}),
      ...(flags.search ? { search: flags.search } : {}),
    };
    const { sessions, next } = await withAuth(session, 'read', ({ store }) =>
      store.sessions.list(filter, { limit: flags.limit }),
    );
    const { style } = session;
    const rows = sessions.map((row) => [
      clean(row.id),
      clean(row.title) || style.dim('(no title)'),
      row.status === 'active' ? style.green('active') : style.dim('archived'),
      style.dim(minuteOf(new Date(row.lastActivityAt).toISOString())),
    ]);
    const more = next ? `\n${style.dim(`More than ${flags.limit}: use --limit or --search.`)}` : '';
    return {
      data: { sessions, more: next !== null },
      text: rows.length === 0 ? 'There are no sessions yet.' : `${table(rows)}${more}`,
    };
  }
}
