import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../base-command.ts';
import { parseDuration } from '../lib/base/auth/duration.ts';
import type { EventCursor, EventFilter, EventPage, EventRow } from '../lib/base/store/event-row.ts';
import type { Store } from '../lib/base/store/store.ts';
import { withAuth } from '../lib/setup/tokens.ts';
import { eventRows } from '../ui/audit.ts';
import { prose } from '../ui/prose.ts';
import { table } from '../ui/table.ts';

const LIMIT = 50;
/** How often a follower looks; another process may have written. */
const LOOK_MS = 500;

export default class Audit extends NerveCommand {
  static override summary = 'Show who called which tool, when, and how it ended; refused attempts too.';
  static override description = prose(`
Newest first. Arguments and results are kept as a hash and a short text without secrets. With --follow it goes on until
Ctrl-C, oldest first, and --json prints one line for each call.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'What went wrong today',
      command: '<%= config.bin %> <%= command.id %> --failed --since 24h',
    },
    { description: 'As it happens', command: '<%= config.bin %> <%= command.id %> --follow' },
  ];
  static override flags = {
    follow: Flags.boolean({ char: 'f', description: 'Go on with new ones until Ctrl-C.' }),
    failed: Flags.boolean({ description: 'Only what did not end well.' }),
    tool: Flags.string({ helpValue: 'NAME', description: 'Only of this tool.' }),
    session: Flags.string({ helpValue: 'ID', description: 'Only of this session.' }),
    principal: Flags.string({ helpValue: 'TOKEN', description: 'Only of the token of this name.' }),
    since: Flags.string({ helpValue: '24h', description: 'Only of the last while.' }),
    limit: Flags.integer({ min: 1, max: 1000, default: LIMIT, description: 'How many at most.' }),
  };
  protected override readonly harmless = true;

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(Audit);
    const filter: EventFilter = {
      ...(flags.failed ? { failed: true } : {}),
      ...(flags.tool ? { tool: flags.tool } : {}),
      ...(flags.session ? { session: flags.session } : {}),
      ...(flags.principal ? { principal: flags.principal } : {}),
      ...(flags.since ? { since: session.clock.now().getTime() - parseDuration(flags.since) * 1000 } : {}),
    };
    if (flags.follow) return this.follow(session, filter);
    const { events, next } = await withAuth(session, 'read', ({ store }) =>
      listEvents(store, filter, flags.limit),
    );
    const isAll = Object.keys(filter).length === 0;
    const none = isAll ? 'Nothing was called yet.' : 'No call was like that.';
    const text = events.length === 0 ? none : table(eventRows(events, session.style));
    return { data: { events, more: next !== null }, text };
  }

  private async follow(session: Session, filter: EventFilter): Promise<never> {
    const print = (events: readonly EventRow[]): void => {
      const lines = session.json
        ? events.map((event) => JSON.stringify(event))
        : events.map((event) => table(eventRows([event], session.style)));
      if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
    };
    return withAuth(session, 'read', async ({ store }) => {
      let last = await store.events.lastId();
      for (;;) {
        const page = await store.events.follow(last, filter);
        print(page.events);
        if (page.last === last) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        last = page.last;
      }
    });
  }
}

/** A page may be short before the end: one call of the store looks at a bounded number of rows. */
async function listEvents(store: Store, filter: EventFilter, limit: number): Promise<EventPage> {
  const events: EventRow[] = [];
  let next: EventCursor | null | undefined;
  do {
    const page = await store.events.list(filter, { limit: limit - events.length, after: next ?? undefined });
    events.push(...page.events);
    next = page.next;
  } while (next && events.length < limit);
  return { events, next: next ?? null };
}
