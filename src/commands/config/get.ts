import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { viewSetting } from '../../lib/setup/config-view.ts';
import { originOf, settingAsData } from '../../ui/config.ts';
import { prose } from '../../ui/prose.ts';

export default class ConfigGet extends NerveCommand {
  static override summary = 'Print the value of one setting.';
  static override description = prose(`
Prints the value that counts, wherever it comes from, and nothing else. Folders are printed as absolute paths.`);
  static override examples = [
    { description: 'Go to the workspace', command: 'cd "$(<%= config.bin %> <%= command.id %> workspace)"' },
    {
      description: 'A setting of one agent',
      command: '<%= config.bin %> <%= command.id %> agents.codex.auth',
    },
    {
      description: 'Why is it so?',
      command: '<%= config.bin %> <%= command.id %> external_agents.conflict_policy --origin',
    },
  ];
  static override args = {
    key: Args.string({ required: true, description: 'A key as `nerve config list` shows it.' }),
  };
  static override flags = { origin: Flags.boolean({ description: 'Also say where the value comes from.' }) };
  protected override readonly harmless = true;
  protected override readonly mendsConfig = true;

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(ConfigGet);
    const view = await viewSetting(session, args.key);
    const origin = flags.origin ? `  ${session.style.dim(originOf(view, session.paths.home))}` : '';
    return { data: settingAsData(view), text: `${view.value}${origin}` };
  }
}
