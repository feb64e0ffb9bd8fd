import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { DecisionError } from '../../lib/base/kernel/errors.ts';
import { INGEST_AGENTS, resetIngest } from '../../lib/setup/ingest.ts';

export default class IngestReset extends NerveCommand {
  static override summary = 'Have transcripts read from their beginning again.';
  static override description =
    'Sessions and messages stay. The next run compares them with the files: what is there is not taken in twice.';
  static override examples = ['<%= config.bin %> <%= command.id %> codex --yes'];
  static override args = {
    agent: Args.string({
      default: 'all',
      options: [...Object.keys(INGEST_AGENTS), 'all'],
      description: 'Whose.',
    }),
  };
  static override flags = { yes: Flags.boolean({ char: 'y', description: 'Do not ask.' }) };

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(IngestReset);
    if (!flags.yes) {
      throw new DecisionError('All transcripts would be read again from their beginning', {
        code: 'needs-yes',
        hint: 'add --yes',
      });
    }
    const files = await resetIngest(session, args.agent);
    return { data: { files }, text: `${files} files will be read from their beginning.` };
  }
}
