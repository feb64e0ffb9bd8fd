import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { vacuumDatabase } from '../../lib/setup/db/vacuum.ts';
import { size } from '../../ui/size.ts';

export default class DbVacuum extends NerveCommand {
  static override summary = 'Give the space of deleted rows back to the disk.';
  static override description =
    'Writes the database anew, which takes a second for each 100 MB or so; others wait meanwhile.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  protected async execute(session: Session): Promise<Result> {
    const report = await vacuumDatabase(session);
    return { data: report, text: `${size(report.before)} before, ${size(report.after)} now.` };
  }
}
