import * as Args from '@oclif/core/args';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { agentByName } from '../../lib/agents/registry/registry.ts';
import { syncAgents } from '../../lib/agents/sync/sync.ts';
import { rotateToken } from '../../lib/base/auth/tokens.ts';
import { withAuth } from '../../lib/setup/tokens.ts';
import { conflictFlags } from '../../ui/flags.ts';
import { reportChanges } from '../../ui/report.ts';
import { tokenAsData } from '../../ui/token.ts';

export default class TokenRotate extends NerveCommand {
  static override summary = 'Replace a token by a new one; the old one ends.';
  static override description =
    `Of an agent, the new token is written into the agent's config. Any other is printed, once.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> codex',
    '<%= config.bin %> <%= command.id %> laptop',
  ];
  static override args = {
    token: Args.string({ required: true, description: 'Name of a token or an agent.' }),
  };
  static override flags = { ...conflictFlags };

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(TokenRotate);
    if (session.config.agents.some(({ name }) => name === args.token && agentByName(name).mcp)) {
      const outcome = await syncAgents(session, {
        view: false,
        agents: [args.token],
        renew: [args.token],
        command: `token rotate ${args.token}`,
        ...(await this.decisions(session, flags)),
      });
      return reportChanges(session, outcome, { view: false, diff: false });
    }
    const minted = await withAuth(session, 'write', (deps) => rotateToken(deps, args.token));
    return { data: { token: minted.token, ...tokenAsData(minted.row) }, text: minted.token };
  }
}
