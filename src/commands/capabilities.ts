import { NerveCommand, type Result, type Session } from '../base-command.ts';
import { AGENTS } from '../lib/agents/registry/registry.ts';
import { capabilities, printCapabilities } from '../ui/capabilities/capabilities.ts';
import type { DescribedCommand } from '../ui/capabilities/commands.ts';
import { prose } from '../ui/prose.ts';

export default class Capabilities extends NerveCommand {
  static override summary = 'Describe nerve to a program: commands, flags, exit codes, files, agents.';
  static override description = prose(`
With --json everything that an agent or a script needs to use nerve, in one call: commands with arguments, flags,
choices, defaults, examples and what they write; exit codes, environment variables, settings, paths, agents with the
versions that were tested, and the schema of every other --json output.`);
  static override examples = [
    { description: 'For programs', command: '<%= config.bin %> <%= command.id %> --json' },
    { description: 'In short', command: '<%= config.bin %> <%= command.id %>' },
  ];
  protected override readonly harmless = true;

  protected async execute(session: Session): Promise<Result> {
    await this.parse(Capabilities);
    const data = capabilities({
      bin: this.config.bin,
      version: session.version,
      commands: this.config.commands as readonly DescribedCommand[],
      agents: AGENTS,
      paths: session.paths,
      workspace: session.config.text('workspace'),
    });
    return { data, text: printCapabilities(data, session.style) };
  }
}
