import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { viewSettings } from '../../lib/setup/config-view.ts';
import { printSettings, settingAsData } from '../../ui/config.ts';
import { prose } from '../../ui/prose.ts';

export default class ConfigList extends NerveCommand {
  static override summary = 'List every setting and its value.';
  static override description = prose(`
A value comes from the first of these that has one: a flag, an environment variable, config.yaml, the default.
Settings of one agent stand below agents.NAME.`);
  static override examples = [
    { description: 'All values', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'Also say which variable or which line of which file each comes from',
      command: '<%= config.bin %> <%= command.id %> --origin',
    },
  ];
  static override flags = { origin: Flags.boolean({ description: 'Say where each value comes from.' }) };
  protected override readonly harmless = true;
  protected override readonly mendsConfig = true;

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(ConfigList);
    const views = await viewSettings(session);
    return {
      data: { settings: views.map(settingAsData) },
      text: printSettings(views, session, flags.origin),
    };
  }
}
