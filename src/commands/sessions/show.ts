import * as Args from '@oclif/core/args';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { unknownSession } from '../../lib/knowledge/sessions/unknown-session.ts';
import { withAuth } from '../../lib/setup/tokens.ts';
import { eventRows } from '../../ui/audit.ts';
import { minuteOf } from '../../ui/status.ts';
import { table } from '../../ui/table.ts';
import { clean } from '../../ui/width.ts';

const CALLS = 50;

export default class SessionsShow extends NerveCommand {
  static override summary = 'Show one conversation and its latest calls.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> codex:0199a0b1-c2d3-7e4f-8a9b-0c1d2e3f4a5b',
  ];
  static override args = { session: Args.string({ required: true, description: 'Id of the session.' }) };
  protected override readonly harmless = true;

  protected async execute(session: Session): Promise<Result> {
    const { args } = await this.parse(SessionsShow);
    const found = await withAuth(session, 'read', async ({ store }) => {
      const row = await store.sessions.byId(args.session);
      return row && { row, events: (await store.events.list({ session: row.id }, { limit: CALLS })).events };
    });
    if (!found) throw unknownSession(args.session, 'nerve sessions list');
    const { row, events } = found;
    const { style } = session;
    const facts = [
      ['  client', clean([row.client, row.clientVersion].filter(Boolean).join(' ')) || 'unknown'],
      ['  token', row.principal ?? 'unknown'],
      ['  status', row.status],
      ['  since', minuteOf(new Date(row.createdAt).toISOString())],
      ['  last active', minuteOf(new Date(row.lastActivityAt).toISOString())],
    ];
    const head = `${style.bold(clean(row.id))} ${clean(row.title)}`.trimEnd();
    const calls = events.length === 0 ? 'No calls yet.' : table(eventRows(events, style));
    return { data: { session: row, events }, text: [head, table(facts), '', calls].join('\n') };
  }
}
