import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { parseDuration } from '../../lib/base/auth/duration.ts';
import { agentScopes } from '../../lib/base/auth/scopes.ts';
import { mintToken } from '../../lib/base/auth/tokens.ts';
import { TOKEN_KINDS } from '../../lib/base/store/token-row.ts';
import { withAuth } from '../../lib/setup/tokens.ts';
import { scopeList, tokenAsData } from '../../ui/token.ts';

export default class TokenMint extends NerveCommand {
  static override summary = 'Make a token and print it, once.';
  static override description =
    `The token goes to stdout and nothing else does; nerve keeps only its hash. Agents that
\`nerve init\` configures have tokens already.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> laptop',
    '<%= config.bin %> <%= command.id %> dashboard --kind api --scopes api --ttl 30d',
    'export NERVE_TOKEN="$(<%= config.bin %> <%= command.id %> laptop)"',
  ];
  static override args = { name: Args.string({ required: true, description: 'A name to know it by.' }) };
  static override flags = {
    kind: Flags.option({ options: TOKEN_KINDS, default: 'mcp' as const, description: 'What it opens.' })(),
    scopes: Flags.string({
      default: agentScopes.join(','),
      helpValue: 'SCOPE,…',
      description: 'What it allows.',
    }),
    subject: Flags.string({ description: 'Who it speaks for [default: its name].' }),
    ttl: Flags.string({ default: '1y', helpValue: '8h|30d|1y', description: 'How long it lives.' }),
  };

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(TokenMint);
    const minted = await withAuth(session, 'write', (deps) =>
      mintToken(deps, {
        name: args.name,
        kind: flags.kind,
        subject: flags.subject ?? args.name,
        scopes: scopeList(flags.scopes),
        ttlSeconds: parseDuration(flags.ttl),
      }),
    );
    return { data: { token: minted.token, ...tokenAsData(minted.row) }, text: minted.token };
  }
}
