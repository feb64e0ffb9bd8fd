import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { revokeToken } from '../../lib/base/auth/tokens.ts';
import { withAuth } from '../../lib/setup/tokens.ts';
import { tokenAsData } from '../../ui/token.ts';

export default class TokenRevoke extends NerveCommand {
  static override summary = 'End a token at once.';
  static override examples = ['<%= config.bin %> <%= command.id %> laptop'];
  static override args = { token: Args.string({ required: true, description: 'Name or id.' }) };
  static override flags = {
    reason: Flags.string({ description: 'A word for the list.', default: 'revoked' }),
  };

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(TokenRevoke);
    const { row, changed } = await withAuth(session, 'write', (deps) =>
      revokeToken(deps, args.token, flags.reason),
    );
    const isAgent = session.config.agents.some((agent) => agent.name === row.name);
    return {
      data: { changed, ...tokenAsData(row) },
      text: changed ? `${row.name} opens nothing any more.` : `${row.name} had ended already.`,
      warnings: isAgent
        ? [
            `the agent ${row.name} is refused from now on; give it a new token with \`nerve token rotate ${row.name}\``,
          ]
        : [],
    };
  }
}
