import * as Args from '@oclif/core/args';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { unknownSession } from '../../lib/knowledge/sessions/unknown-session.ts';
import { withAuth } from '../../lib/setup/tokens.ts';

export default class SessionsArchive extends NerveCommand {
  static override summary = 'Put a conversation, and those that it started, out of sight.';
  static override description = 'Nothing is lost: the next call in it makes it active again.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> codex:0199a0b1-c2d3-7e4f-8a9b-0c1d2e3f4a5b',
  ];
  static override args = { session: Args.string({ required: true, description: 'Id of the session.' }) };

  protected async execute(session: Session): Promise<Result> {
    const { args } = await this.parse(SessionsArchive);
    const known = await withAuth(session, 'read', ({ store }) => store.sessions.byId(args.session));
    if (!known) throw unknownSession(args.session, 'nerve sessions list');
    const archived = await withAuth(session, 'write', ({ store }) => store.sessions.archive(known.id));
    const text =
      archived === 0
        ? 'It was archived already.'
        : `Archived ${archived} ${archived === 1 ? 'session' : 'sessions'}.`;
    return { data: { session: args.session, archived }, text };
  }
}
