import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../base-command.ts';
import { conflictsOf } from '../lib/agents/changes/change-set.ts';
import { conflictPolicy, syncAgents } from '../lib/agents/sync/sync.ts';
import { EXIT } from '../lib/base/kernel/errors.ts';
import { conflictFlags } from '../ui/flags.ts';
import { reportChanges } from '../ui/report.ts';

export default class Sync extends NerveCommand {
  static override summary = "Bring every agent's files to what your workspace says.";
  static override description = `Writes only what differs, and only nerve's own parts: comments, order and everything that you or the
agent wrote stay. With nothing to do it writes nothing.

Exit codes: 0 done, 1 --check found a difference, 3 you changed something that nerve wrote and a decision is
needed, 4 a file cannot be edited safely, 5 another program is in the way.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    { description: 'See the text before it is written', command: '<%= config.bin %> <%= command.id %> --diff' },
    { description: 'In CI: fail when something is out of date', command: '<%= config.bin %> <%= command.id %> --check' },
    {
      description: 'You changed what nerve wrote, and nerve may have it back',
      command: '<%= config.bin %> <%= command.id %> --conflict backup',
    },
  ];
  static override flags = {
    check: Flags.boolean({ description: 'Write nothing; exit 1 if anything would change.', exclusive: ['dry-run'] }),
    'dry-run': Flags.boolean({ description: 'Write nothing; list what would change.' }),
    diff: Flags.boolean({ description: 'Show the text of every change; writes nothing.' }),
    agent: Flags.string({ char: 'a', multiple: true, delimiter: ',', description: 'Only these agents.' }),
    ...conflictFlags,
  };

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(Sync);
    const view = flags.check || flags['dry-run'] || flags.diff;
    const outcome = await syncAgents(session, {
      view,
      policy: conflictPolicy(session, flags.conflict),
      keepGoing: flags['keep-going'],
      ...(flags.agent ? { agents: flags.agent } : {}),
      ...(await this.askIfPossible(session, flags.conflict)),
    });
    const { set } = outcome;
    const differs =
      set.files.length + conflictsOf(set).length + set.refusals.length + outcome.newTokens.length > 0 ||
      outcome.unfinished;
    const exit = flags.check && differs ? EXIT.drift : set.refusals.length > 0 && !view ? EXIT.refused : EXIT.ok;
    return reportChanges(session, outcome, { diff: flags.diff, view, exit, undo: 'nerve uninstall' });
  }
}
