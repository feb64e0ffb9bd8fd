import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { listTokens } from '../../lib/base/auth/tokens.ts';
import { withAuth } from '../../lib/setup/tokens.ts';
import { table } from '../../ui/table.ts';
import { day, tokenAsData } from '../../ui/token.ts';

export default class TokenList extends NerveCommand {
  static override summary = 'List tokens: name, state, what they allow, when they end.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --all --json',
  ];
  static override flags = { all: Flags.boolean({ description: 'Also those that ended.' }) };

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(TokenList);
    const all = await withAuth(session, 'read', (deps) => listTokens(deps));
    const tokens = flags.all
      ? all
      : all.filter((token) => token.state === 'active' || token.state === 'pending');
    const { style } = session;
    const rows = tokens.map((token) => [
      style.bold(token.name),
      token.state === 'active' ? style.green(token.state) : style.yellow(token.state),
      token.kind,
      `until ${day(token.expiresAt)}`,
      `used ${token.lastUsedAt === null ? 'never' : day(token.lastUsedAt)}`,
      style.dim(token.scopes.join(' ')),
    ]);
    return {
      data: { tokens: tokens.map((token) => ({ ...tokenAsData(token), state: token.state })) },
      text: rows.length > 0 ? table(rows) : 'No tokens.',
    };
  }
}
