/** What `service install|remove` share: one service, one change set, one report. */
import * as Args from '@oclif/core/args';
import { inputOf, NerveCommand, type Result, type Session } from './base-command.ts';
import type { Outcome } from './lib/agents/sync/change-agents.ts';
import type { ManageOptions } from './lib/setup/manage-agents.ts';
import { conflictFlags, viewFlags } from './ui/flags.ts';
import { reportChanges } from './ui/report.ts';

export const serviceArgs = {
  service: Args.string({ options: ['hub'], default: 'hub', description: 'Which service.' }),
};

export abstract class ServiceCommand extends NerveCommand {
  static override args = serviceArgs;
  static override flags = { ...viewFlags, ...conflictFlags };

  /** The use case. */
  protected abstract readonly manage: (session: Session, options: ManageOptions) => Promise<Outcome>;
  /** What to say once it is done. */
  protected readonly done: string = '';

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(inputOf(this.ctor as typeof ServiceCommand));
    const view = flags['dry-run'] || flags.diff;
    const outcome = await this.manage(session, { view, ...(await this.decisions(session, flags)) });
    const result = await reportChanges(session, outcome, { view, diff: flags.diff });
    return outcome.applied && this.done ? { ...result, text: `${result.text ?? ''}\n${this.done}` } : result;
  }
}
