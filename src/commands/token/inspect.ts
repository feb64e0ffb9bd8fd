import { readFileSync } from 'node:fs';
import * as Args from '@oclif/core/args';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { inspectToken } from '../../lib/base/auth/inspect.ts';
import { EXIT, UserError } from '../../lib/base/kernel/errors.ts';
import { withAuth } from '../../lib/setup/tokens.ts';
import { table } from '../../ui/table.ts';
import { day, tokenAsData } from '../../ui/token.ts';

export default class TokenInspect extends NerveCommand {
  static override summary = 'Say what a token is and whether the hub would take it.';
  static override description =
    `Give a name, or pipe the token itself into stdin: a secret on the command line would be seen by every
program on the machine. Exits with 1 when the token is not valid.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> codex',
    'printenv NERVE_TOKEN | <%= config.bin %> <%= command.id %>',
  ];
  static override args = {
    name: Args.string({ description: 'Name of a token; without it the token is read from stdin.' }),
  };

  protected async execute(session: Session): Promise<Result> {
    const { args } = await this.parse(TokenInspect);
    const text = args.name ?? readStdin();
    const found = await withAuth(session, 'read', (deps) => inspectToken(deps, text));
    const { claims, row, state, reasons, signed } = found;
    const rows = [
      ['state', reasons.length > 0 && state !== reasons[0] ? `${state} (${reasons.join(', ')})` : state],
      ...(row
        ? [
            ['name', row.name],
            ['kind', row.kind],
            ['scopes', row.scopes.join(' ')],
            ['ends', day(row.expiresAt)],
          ]
        : []),
      ...(claims && !row
        ? [
            [
              'claims',
              `${claims.sub}, ends ${day(claims.exp * 1000)}${signed ? '' : ', not signed by nerve'}`,
            ],
          ]
        : []),
    ];
    return {
      data: { state, reasons, signed, claims: claims ?? null, row: row ? tokenAsData(row) : null },
      text: table(rows),
      exit: state === 'valid' ? EXIT.ok : EXIT.drift,
    };
  }
}

function readStdin(): string {
  const text = process.stdin.isTTY ? '' : readFileSync(0, 'utf8').trim();
  if (text !== '') return text;
  throw new UserError('No token to inspect: give a name, or pipe a token into stdin', {
    code: 'no-token',
    hint: 'nerve token inspect codex',
  });
}
