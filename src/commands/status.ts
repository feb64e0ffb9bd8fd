import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../base-command.ts';
import { EXIT } from '../lib/base/kernel/errors.ts';
import { overview } from '../lib/setup/status/overview.ts';
import { prose } from '../ui/prose.ts';
import { overviewAsData, printOverview } from '../ui/status.ts';

export default class Status extends NerveCommand {
  static override summary = 'Show how everything stands: agents, tokens, and every file nerve has a part in.';
  static override description = prose(`
Each file has one line: what you or the agent changed since nerve wrote it, and what a sync would do about it by your
settings. Writes nothing.

Exit codes: 0 done, 1 --check found that a sync would do something or cannot run. Edits of parts of a file that are
not nerve's are shown, but never count.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'In a script: is everything in step?',
      command: '<%= config.bin %> <%= command.id %> --check',
    },
    { description: 'As data', command: '<%= config.bin %> <%= command.id %> --json' },
  ];
  static override flags = {
    check: Flags.boolean({ description: 'Exit 1 if a sync would do something or cannot run.' }),
  };
  protected override readonly harmless = true;

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(Status);
    const view = await overview(session);
    return {
      data: overviewAsData(view),
      text: printOverview(view, session),
      exit: flags.check && view.differs ? EXIT.drift : EXIT.ok,
    };
  }
}
