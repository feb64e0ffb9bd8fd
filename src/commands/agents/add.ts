import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { expandHome, tildify } from '../../lib/base/config/paths.ts';
import { addAgent } from '../../lib/setup/manage-agents.ts';
import { choiceFlags, choiceFrom, conflictFlags, viewFlags } from '../../ui/flags.ts';
import { reportChanges } from '../../ui/report.ts';

export default class AgentsAdd extends NerveCommand {
  static override summary = 'Configure one more agent, or change what was chosen for it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> codex',
    '<%= config.bin %> <%= command.id %> claude-code --bundle memory-file --dry-run',
    '<%= config.bin %> <%= command.id %> claude-code --transport stdio',
    '<%= config.bin %> <%= command.id %> generic --path ~/notes/agents.md',
  ];
  static override args = { agent: Args.string({ required: true, description: 'Name of the agent.' }) };
  static override flags = {
    path: Flags.string({
      helpValue: 'FILE',
      description: 'The Markdown file that gets the memory text (for `generic`).',
    }),
    ...choiceFlags,
    ...viewFlags,
    ...conflictFlags,
  };

  protected override async namedFiles({ path }: { readonly path?: unknown }): Promise<string[]> {
    return typeof path === 'string' ? [path] : [];
  }

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(AgentsAdd);
    const view = flags['dry-run'] || flags.diff;
    const { home } = session.paths;
    const path = flags.path === undefined ? {} : { path: tildify(expandHome(flags.path, home), home) };
    const outcome = await addAgent(
      session,
      args.agent,
      { ...choiceFrom(flags), ...path },
      {
        view,
        ...(await this.decisions(session, flags)),
      },
    );
    return reportChanges(session, outcome, {
      view,
      diff: flags.diff,
      undo: `nerve agents remove ${args.agent}`,
    });
  }
}
