import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { isProgram } from '../../lib/agents/registry/agent-record.ts';
import { detectAgent } from '../../lib/agents/registry/detect.ts';
import { AGENTS } from '../../lib/agents/registry/registry.ts';
import { table } from '../../ui/table.ts';

export default class AgentsList extends NerveCommand {
  static override summary = 'List the coding agents that nerve knows, and which of them are here.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];
  protected override readonly harmless = true;

  protected async execute(session: Session): Promise<Result> {
    await this.parse(AgentsList);
    const agents = AGENTS.map((agent) => {
      const detection = isProgram(agent) ? detectAgent(agent, session.system, session) : undefined;
      const choice = session.config.agents.find((known) => known.name === agent.name);
      return {
        name: agent.name,
        title: agent.title,
        aliases: agent.aliases,
        found: detection?.found ?? false,
        program: detection?.program ?? null,
        home: detection?.home ?? null,
        configured: choice !== undefined,
        enabled: choice?.enabled ?? false,
        transport: (agent.mcp && choice?.transport) ?? null,
        verified: agent.verified ?? null,
      };
    });
    const { style } = session;
    const rows = agents.map((agent) => [
      style.bold(agent.name),
      agent.title,
      agent.found ? 'found' : style.dim(agent.home === null ? 'on request' : 'not found'),
      agent.configured
        ? agent.enabled
          ? style.green(agent.transport === 'stdio' ? 'configured, on stdio' : 'configured')
          : style.yellow('paused')
        : style.dim('not added'),
      style.dim(agent.verified ? `tested with ${agent.verified.version}` : 'unverified'),
    ]);
    return { data: { agents }, text: table(rows) };
  }
}
