import * as Args from '@oclif/core/args';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { setSetting } from '../../lib/setup/config-edit.ts';
import { reportEdit } from '../../ui/config.ts';
import { prose } from '../../ui/prose.ts';

export default class ConfigSet extends NerveCommand {
  static override summary = 'Set one setting in config.yaml.';
  static override description = prose(`
The value is checked first; one that does not fit changes nothing. Comments and order of the file stay, and a missing
file is made. Agents' files follow with the next \`nerve sync\`.`);
  static override examples = [
    {
      description: 'Keep a copy and take over where you changed something that nerve wrote',
      command: '<%= config.bin %> <%= command.id %> external_agents.conflict_policy backup',
    },
    {
      description: 'Move the workspace',
      command: '<%= config.bin %> <%= command.id %> workspace ~/notes/agents',
    },
    {
      description: "Keep one agent's token out of its config",
      command: '<%= config.bin %> <%= command.id %> agents.codex.auth helper',
    },
  ];
  static override args = {
    key: Args.string({ required: true, description: 'A key as `nerve config list` shows it.' }),
    value: Args.string({ required: true, description: 'The new value.' }),
  };
  protected override readonly mendsConfig = true;

  protected async execute(session: Session): Promise<Result> {
    const { args } = await this.parse(ConfigSet);
    return reportEdit(await setSetting(session, args.key, args.value), session);
  }
}
