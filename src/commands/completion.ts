import * as Args from '@oclif/core/args';
import { NerveCommand, type Result } from '../base-command.ts';
import { AGENTS } from '../lib/agents/registry/registry.ts';
import { allKeys } from '../lib/base/config/setting-key.ts';
import { completionModel } from '../ui/completion/model.ts';
import { completionScript, SHELLS, type Shell } from '../ui/completion/scripts.ts';
import { prose } from '../ui/prose.ts';

export default class Completion extends NerveCommand {
  static override summary = 'Print a completion script for your shell.';
  static override description = prose(`
The script knows all commands, flags and their values, the names of agents and the keys of settings. It is static:
pressing TAB starts no process. Print it again after an update of nerve.`);
  static override examples = [
    { description: 'bash, in ~/.bashrc', command: 'eval "$(<%= config.bin %> <%= command.id %> bash)"' },
    {
      description: 'zsh, in ~/.zshrc behind compinit',
      command: 'eval "$(<%= config.bin %> <%= command.id %> zsh)"',
    },
    { description: 'fish, in config.fish', command: '<%= config.bin %> <%= command.id %> fish | source' },
    {
      description: 'PowerShell, in $PROFILE',
      command: '<%= config.bin %> <%= command.id %> powershell | Out-String | Invoke-Expression',
    },
  ];
  static override args = {
    shell: Args.string({ required: true, options: [...SHELLS], description: 'The shell.' }),
  };
  protected override readonly harmless = true;

  protected async execute(): Promise<Result> {
    const { args } = await this.parse(Completion);
    const shell = args.shell as Shell;
    const agents = AGENTS.map((agent) => agent.name);
    const { bin, version, commands, topics } = this.config;
    const model = completionModel({
      bin,
      version,
      commands,
      topics,
      known: { agent: agents, agents, key: allKeys(agents) },
    });
    const script = completionScript(shell, model);
    return { data: { shell, script }, text: script };
  }
}
