import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { tildify } from '../../lib/base/config/paths.ts';
import { hubService } from '../../lib/setup/services/hub-service.ts';
import { serviceArgs } from '../../service-command.ts';
import { table } from '../../ui/table.ts';

export default class ServiceStatus extends NerveCommand {
  static override summary = 'Show whether the hub starts at login, and whether it runs.';
  static override examples = ['<%= config.bin %> <%= command.id %> hub'];
  static override args = serviceArgs;
  protected override readonly harmless = true;

  protected async execute(session: Session): Promise<Result> {
    await this.parse(ServiceStatus);
    const { manager, installed, enabled, active, file } = await hubService(session);
    const word = (yes: boolean): string => (yes ? session.style.green('yes') : session.style.yellow('no'));
    const rows = [
      ['manager', manager ?? session.style.dim('none for this user')],
      ['installed', `${word(installed)}${installed && file ? `  ${tildify(file, session.paths.home)}` : ''}`],
      ['at login', word(enabled)],
      ['runs', word(active)],
    ];
    const data = { manager: manager ?? null, installed, enabled, active, file: file ?? null };
    return { data, text: table(rows) };
  }
}
