import * as Args from '@oclif/core/args';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { tildify } from '../../lib/base/config/paths.ts';
import { restoreDatabase } from '../../lib/setup/db/backup.ts';
import { prose } from '../../ui/prose.ts';

export default class DbRestore extends NerveCommand {
  static override summary = 'Put the content of a backup in the place of the database.';
  static override description = prose(`
The backup must be whole, nerve's, and not of a newer nerve. It comes in one step, and what was there before is kept
beside it. Not while a hub runs. Tokens that were made after the backup open nothing then: \`nerve sync\` gives agents
new ones.`);
  static override examples = ['<%= config.bin %> <%= command.id %> ~/nerve-backup.db'];
  static override args = { file: Args.string({ required: true, description: 'The backup.' }) };

  protected async execute(session: Session): Promise<Result> {
    const { args } = await this.parse(DbRestore);
    const report = await restoreDatabase(session, args.file);
    const kept = report.kept && tildify(report.kept, session.paths.home);
    return {
      data: report,
      text: `Restored.${kept ? ` What was there before: ${kept}` : ''}\n\nNext: nerve sync`,
    };
  }
}
