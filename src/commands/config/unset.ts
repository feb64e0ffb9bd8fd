import * as Args from '@oclif/core/args';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { unsetSetting } from '../../lib/setup/config-edit.ts';
import { reportEdit } from '../../ui/config.ts';
import { prose } from '../../ui/prose.ts';

export default class ConfigUnset extends NerveCommand {
  static override summary = 'Take one setting out of config.yaml; its default counts again.';
  static override description = prose(`
Comments and order of the rest of the file stay. To take out a whole agent use \`nerve agents remove\`.`);
  static override examples = [
    {
      description: 'Ask again about conflicts',
      command: '<%= config.bin %> <%= command.id %> external_agents.conflict_policy',
    },
    {
      description: "An agent's permissions as they are by default",
      command: '<%= config.bin %> <%= command.id %> agents.claude-code.permissions',
    },
  ];
  static override args = {
    key: Args.string({ required: true, description: 'A key as `nerve config list` shows it.' }),
  };
  protected override readonly mendsConfig = true;

  protected async execute(session: Session): Promise<Result> {
    const { args } = await this.parse(ConfigUnset);
    return reportEdit(await unsetSetting(session, args.key), session);
  }
}
