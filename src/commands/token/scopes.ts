import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { changeScopes } from '../../lib/base/auth/tokens.ts';
import { withAuth } from '../../lib/setup/tokens.ts';
import { scopeList, tokenAsData } from '../../ui/token.ts';

export default class TokenScopes extends NerveCommand {
  static override summary = 'Show or change what a token allows.';
  static override description =
    `A change holds from the next request on. Clients that listen are told that their tools
have changed; others see it when they connect the next time. The token itself, and what is in agents' files, stay as
they are, and a token that \`sync\` renews keeps its scopes.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> codex',
    '<%= config.bin %> <%= command.id %> codex --remove memory,notify',
    '<%= config.bin %> <%= command.id %> dashboard --set api,admin',
  ];
  static override args = {
    token: Args.string({ required: true, description: 'Name or id of a token, or an agent.' }),
  };
  static override flags = {
    set: Flags.string({
      helpValue: 'SCOPE,…',
      exclusive: ['add', 'remove'],
      description: 'These and no others.',
    }),
    add: Flags.string({ helpValue: 'SCOPE,…', description: 'These, too.' }),
    remove: Flags.string({ helpValue: 'SCOPE,…', description: 'Not these any more.' }),
  };

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(TokenScopes);
    const change = { set: scopeList(flags.set), add: scopeList(flags.add), remove: scopeList(flags.remove) };
    const isChange = Object.values(change).some((scopes) => scopes !== undefined);
    const { row, changed } = await withAuth(session, isChange ? 'write' : 'read', (deps) =>
      changeScopes(deps, args.token, change),
    );
    return { data: { changed, ...tokenAsData(row) }, text: row.scopes.join(' ') };
  }
}
