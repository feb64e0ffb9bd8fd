import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../base-command.ts';
import { agentByName } from '../lib/agents/registry/registry.ts';
import { prose } from '../ui/prose.ts';

export default class Mcp extends NerveCommand {
  static override summary = 'Connect an agent on stdio with the hub; agents start it, not people.';
  static override description = prose(`
Speaks MCP on its standard streams and passes every message on to the hub. The agent's config needs no token then, and the
agent does not notice when the hub is restarted: what it asks meanwhile is answered as soon as the hub is back.

\`nerve init --transport stdio\` and \`nerve agents add NAME --transport stdio\` write it into agents' configs.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --agent codex',
    {
      description: 'Start the hub if none is running',
      command: '<%= config.bin %> <%= command.id %> --agent claude-code --start-hub',
    },
  ];
  static override flags = {
    agent: Flags.string({
      required: true,
      description: 'Name of the agent, whose token it shows to the hub.',
    }),
    'start-hub': Flags.boolean({ description: 'Start `nerve serve` where no hub answers.' }),
    session: Flags.string({
      env: 'NERVE_SESSION',
      helpValue: 'ID',
      description: 'Session of the calls, such as external:NAME:ID [default: what the agent says].',
    }),
  };
  /** It looks at the token only; a hub that it starts leaves files. */
  protected override readonly harmless = !this.argv.includes('--start-hub');
  /** An agent's server that does not start helps nobody to mend the settings. */
  protected override readonly mendsConfig = true;

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(Mcp);
    const [{ runBridge }, { sessionOf }] = await Promise.all([
      import('../lib/edge/bridge/run-bridge.ts'),
      import('../lib/edge/bridge/session-name.ts'),
    ]);
    const agent = agentByName(flags.agent).name;
    const stop = new AbortController();
    process.removeAllListeners('SIGINT');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
    await runBridge(session, {
      agent,
      session: sessionOf({ agent, given: flags.session, env: session.env }),
      startsHub: flags['start-hub'],
      input: process.stdin,
      output: process.stdout,
      stop: stop.signal,
    });
    process.exit(0);
  }
}
