import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { excerptOf } from '../../lib/knowledge/sessions/excerpt.ts';
import { unknownSession } from '../../lib/knowledge/sessions/unknown-session.ts';
import { withAuth } from '../../lib/setup/tokens.ts';
import { eventRows } from '../../ui/audit.ts';
import { messageLines } from '../../ui/messages.ts';
import { minuteOf } from '../../ui/status.ts';
import { table } from '../../ui/table.ts';
import { clean } from '../../ui/width.ts';

const CALLS = 50;
const PAGE = 20;
/** Characters of messages. */
const LIMITS = { each: 1000, all: 16_000 };

export default class SessionsShow extends NerveCommand {
  static override summary =
    'Show one conversation: what was said, from the beginning on, and its latest calls.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> codex:0199a0b1-c2d3-7e4f-8a9b-0c1d2e3f4a5b',
    {
      description: 'The next page',
      command: '<%= config.bin %> <%= command.id %> codex:0199a0b1-c2d3-7e4f-8a9b-0c1d2e3f4a5b --after 20',
    },
  ];
  static override args = { session: Args.string({ required: true, description: 'Id of the session.' }) };
  static override flags = {
    limit: Flags.integer({ min: 1, max: 500, default: PAGE, description: 'How many messages at most.' }),
    after: Flags.integer({
      min: 0,
      default: 0,
      helpValue: 'ID',
      description: 'Only messages after the one with this id.',
    }),
  };
  protected override readonly harmless = true;

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(SessionsShow);
    const found = await withAuth(session, 'read', async ({ store }) => {
      const row = await store.sessions.byId(args.session);
      if (!row) return undefined;
      const page = await store.messages.list(row.id, flags);
      const { events } = await store.events.list({ session: row.id }, { limit: CALLS });
      return { row, transcript: excerptOf(page, LIMITS), events };
    });
    if (!found) throw unknownSession(args.session, 'nerve sessions list');
    const { row, transcript, events } = found;
    const { style } = session;
    const facts = [
      ['  client', clean([row.client, row.clientVersion].filter(Boolean).join(' ')) || 'unknown'],
      ['  token', row.principal ?? 'unknown'],
      ['  status', row.status],
      ['  since', minuteOf(new Date(row.createdAt).toISOString())],
      ['  messages', String(row.messageCount)],
      ['  last active', minuteOf(new Date(row.lastActivityAt).toISOString())],
    ];
    const head = `${style.bold(clean(row.id))} ${clean(row.title)}`.trimEnd();
    const { messages, next } = transcript;
    const more = next === null ? [] : [style.dim(`More: --after ${next}`), ''];
    const calls = events.length === 0 ? 'No calls yet.' : table(eventRows(events, style));
    return {
      data: { session: row, messages, next, events },
      text: [head, table(facts), '', ...messageLines(messages, style), ...more, calls].join('\n'),
    };
  }
}
