import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { agentScopes, SCOPE_NAMES } from '../../lib/base/auth/scopes.ts';
import { table } from '../../ui/table.ts';

export default class ToolsList extends NerveCommand {
  static override summary = 'List the tools that agents find in the hub.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'What a token of `nerve init` may use',
      command: '<%= config.bin %> <%= command.id %> --agent',
    },
  ];
  static override flags = {
    agent: Flags.boolean({ description: "Only those that an agent's token allows." }),
  };
  protected override readonly harmless = true;

  protected async execute({ style }: Session): Promise<Result> {
    const { flags } = await this.parse(ToolsList);
    const [{ createRegistry }, { allTools }] = await Promise.all([
      import('../../lib/hub/tools/registry.ts'),
      import('../../lib/hub/tools/all.ts'),
    ]);
    const tools = createRegistry(allTools).list(flags.agent ? agentScopes : SCOPE_NAMES);
    const scopeOf = new Map(allTools.map(({ name, scope }) => [name, scope]));
    const rows = tools.map(({ name, title = '' }) => [
      style.bold(name),
      title,
      style.dim(scopeOf.get(name) ?? ''),
    ]);
    return { data: { tools }, text: table(rows) };
  }
}
