/** What `agents remove|enable|disable` share: one agent by name, one change set, one report. */
import * as Args from '@oclif/core/args';
import { inputOf, NerveCommand, type Result, type Session } from './base-command.ts';
import type { Outcome } from './lib/agents/sync/change-agents.ts';
import type { ManageOptions } from './lib/setup/manage-agents.ts';
import { conflictFlags, viewFlags } from './ui/flags.ts';
import { reportChanges } from './ui/report.ts';

export abstract class AgentCommand extends NerveCommand {
  static override args = { agent: Args.string({ required: true, description: 'Name of the agent.' }) };
  static override flags = { ...viewFlags, ...conflictFlags };

  /** The use case. */
  protected abstract readonly manage: (
    session: Session,
    agent: string,
    options: ManageOptions,
  ) => Promise<Outcome>;

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(inputOf(this.ctor as typeof AgentCommand));
    const view = flags['dry-run'] || flags.diff;
    const outcome = await this.manage(session, args.agent, {
      view,
      ...(await this.decisions(session, flags)),
    });
    return reportChanges(session, outcome, { view, diff: flags.diff });
  }
}
