import { NerveCommand, type Result, type Session } from '../base-command.ts';
import { detectAgent } from '../lib/agents/registry/detect.ts';
import { PROGRAMS } from '../lib/agents/registry/registry.ts';
import { tildify } from '../lib/base/config/paths.ts';
import { table } from '../ui/table.ts';

/** `nerve` alone: what it is, what it found, what to type next. Writes nothing. */
export default class Welcome extends NerveCommand {
  static override summary = 'Say what nerve is and what it found here.';
  static override hidden = true;
  protected override readonly harmless = true;

  protected async execute(session: Session): Promise<Result> {
    await this.parse(Welcome);
    const { style, paths, config } = session;
    const found = PROGRAMS.map((agent) => detectAgent(agent, session.system, session));
    const agents = found.map(({ agent, found: here, home }) => {
      const choice = config.agents.find((known) => known.name === agent.name);
      return { name: agent.name, title: agent.title, found: here, home, configured: choice !== undefined };
    });
    const rows = agents.map((agent) => [
      `  ${agent.title}`,
      agent.found ? style.green('found') : style.dim('not found'),
      agent.configured ? 'configured' : '',
      style.dim(tildify(agent.home, paths.home)),
    ]);
    const steps = config.exists
      ? [
          ['  nerve serve', style.dim('start the hub that your agents talk to')],
          ['  nerve status', style.dim('the hub, your agents, and what would change')],
          ['  nerve doctor', style.dim('look for what is wrong, and mend it')],
        ]
      : [
          ['  nerve init --dry-run', style.dim('see what would be written')],
          ['  nerve init', style.dim('do it')],
        ];
    const text = [
      `${style.bold('nerve')} ${session.version}  one workspace, one set of tools, one memory for all your coding agents`,
      '',
      'Found here:',
      table(rows),
      '',
      'Try:',
      table(steps),
      '',
      style.dim('nerve --help lists all commands; nothing was written.'),
    ].join('\n');
    return { data: { configured: config.exists, agents }, text };
  }
}
