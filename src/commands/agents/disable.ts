import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { conflictPolicy } from '../../lib/agents/sync/sync.ts';
import { disableAgent } from '../../lib/setup/manage-agents.ts';
import { conflictFlags } from '../../ui/flags.ts';
import { reportChanges } from '../../ui/report.ts';

export default class AgentsDisable extends NerveCommand {
  static override summary = 'Pause an agent: sync passes it by.';
  static override description =
    'Its files stay as they are. Take nerve out of them with `nerve agents remove`.';
  static override examples = ['<%= config.bin %> <%= command.id %> codex'];
  static override args = { agent: Args.string({ required: true, description: 'Name of the agent.' }) };
  static override flags = {
    'dry-run': Flags.boolean({ description: 'Write nothing; list what would change.' }),
    diff: Flags.boolean({ description: 'Show the text of every change; writes nothing.' }),
    ...conflictFlags,
  };

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(AgentsDisable);
    const view = flags['dry-run'] || flags.diff;
    const outcome = await disableAgent(session, args.agent, {
      view,
      policy: conflictPolicy(session, flags.conflict),
      keepGoing: flags['keep-going'],
      ...(await this.askIfPossible(session, flags.conflict)),
    });
    return reportChanges(session, outcome, { view, diff: flags.diff });
  }
}
