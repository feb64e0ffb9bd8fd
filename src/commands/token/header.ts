import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { agentByName } from '../../lib/agents/registry/registry.ts';
import { readAgentToken } from '../../lib/base/auth/agent-token.ts';
import { UnavailableError } from '../../lib/base/kernel/errors.ts';

export default class TokenHeader extends NerveCommand {
  static override summary = "Print an agent's HTTP headers as JSON; agents call it as their headers helper.";
  static override examples = ['<%= config.bin %> <%= command.id %> --agent codex'];
  static override flags = { agent: Flags.string({ required: true, description: 'Name of the agent.' }) };
  protected override readonly harmless = true;

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(TokenHeader);
    const agent = agentByName(flags.agent);
    const found = readAgentToken(session, agent.name);
    if (!found) {
      throw new UnavailableError(`There is no token for ${agent.title} in ${session.paths.secrets}`, {
        code: 'no-token',
        hint: `nerve agents add ${agent.name}`,
      });
    }
    const headers = { Authorization: `Bearer ${found.token}` };
    return { data: headers, text: JSON.stringify(headers) };
  }
}
