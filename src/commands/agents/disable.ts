import { AgentCommand } from '../../agent-command.ts';
import { disableAgent } from '../../lib/setup/manage-agents.ts';

export default class AgentsDisable extends AgentCommand {
  static override summary = 'Pause an agent: sync passes it by.';
  static override description =
    'Its files stay as they are. Take nerve out of them with `nerve agents remove`.';
  static override examples = ['<%= config.bin %> <%= command.id %> codex'];
  protected override readonly manage = disableAgent;
}
