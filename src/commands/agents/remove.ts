import { AgentCommand } from '../../agent-command.ts';
import { removeAgent } from '../../lib/setup/manage-agents.ts';

export default class AgentsRemove extends AgentCommand {
  static override summary = "Take nerve out of an agent's files and forget the agent.";
  static override description =
    "The agent's files get back what they would be without nerve; its token is revoked.";
  static override examples = ['<%= config.bin %> <%= command.id %> codex'];
  protected override readonly leaving = true;
  protected override readonly manage = removeAgent;
}
