import { AgentCommand } from '../../agent-command.ts';
import { enableAgent } from '../../lib/setup/manage-agents.ts';

export default class AgentsEnable extends AgentCommand {
  static override summary = "Let sync write a paused agent's files again.";
  static override description = "Brings the agent's files up to date at once.";
  static override examples = ['<%= config.bin %> <%= command.id %> codex'];
  protected override readonly manage = enableAgent;
}
