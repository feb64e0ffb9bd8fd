import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { conflictPolicy } from '../../lib/agents/sync/sync.ts';
import { removeAgent } from '../../lib/setup/manage-agents.ts';
import { conflictFlags } from '../../ui/flags.ts';
import { reportChanges } from '../../ui/report.ts';

export default class AgentsRemove extends NerveCommand {
  static override summary = "Take nerve out of an agent's files and forget the agent.";
  static override description =
    "The agent's files get back what they would be without nerve; its token is revoked.";
  static override examples = ['<%= config.bin %> <%= command.id %> codex'];
  static override args = { agent: Args.string({ required: true, description: 'Name of the agent.' }) };
  static override flags = {
    'dry-run': Flags.boolean({ description: 'Write nothing; list what would change.' }),
    diff: Flags.boolean({ description: 'Show the text of every change; writes nothing.' }),
    ...conflictFlags,
  };

  protected override readonly leaving = true;

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(AgentsRemove);
    const view = flags['dry-run'] || flags.diff;
    const outcome = await removeAgent(session, args.agent, {
      view,
      policy: conflictPolicy(session, flags.conflict),
      keepGoing: flags['keep-going'],
      ...(await this.askIfPossible(session, flags.conflict)),
    });
    return reportChanges(session, outcome, { view, diff: flags.diff });
  }
}
