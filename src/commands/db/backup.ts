import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { tildify } from '../../lib/base/config/paths.ts';
import { backUpDatabase } from '../../lib/setup/db/backup.ts';
import { prose } from '../../ui/prose.ts';
import { size } from '../../ui/size.ts';

export default class DbBackup extends NerveCommand {
  static override summary = 'Copy the database to a file, also while the hub runs.';
  static override description = prose(`
The copy is one state of the database as a whole, and only you can read it. Tokens are in it as hashes; the keys that
sign them and the tokens of agents are not (\`~/.nerve/secrets\`).`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> ~/nerve-backup.db',
    '<%= config.bin %> <%= command.id %> ~/nerve-backup.db --force',
  ];
  static override args = { file: Args.string({ required: true, description: 'Where to put the copy.' }) };
  static override flags = { force: Flags.boolean({ description: 'Replace a file that is there.' }) };

  protected override async namedFiles(): Promise<string[]> {
    return [(await this.parse(DbBackup)).args.file];
  }

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(DbBackup);
    const report = await backUpDatabase(session, args.file, flags.force);
    return { data: report, text: `${tildify(report.file, session.paths.home)}: ${size(report.bytes)}.` };
  }
}
