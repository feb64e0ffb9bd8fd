import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { tildify } from '../../lib/base/config/paths.ts';
import { type AgentStatus, agentsStatus, type FileState } from '../../lib/setup/agents-status.ts';
import type { Style } from '../../ui/style.ts';
import { table } from '../../ui/table.ts';

export default class AgentsStatus extends NerveCommand {
  static override summary = 'Show each agent: version, last change by nerve, and the state of every file.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];
  protected override readonly harmless = true;

  protected async execute(session: Session): Promise<Result> {
    await this.parse(AgentsStatus);
    const agents = await agentsStatus(session);
    const text = agents.map((agent) => describe(agent, session)).join('\n\n');
    return { data: { agents }, text };
  }
}

function describe(agent: AgentStatus, { style, paths }: Session): string {
  const version = agent.version ?? (agent.installed ? 'version unknown' : 'not on PATH');
  const state = agent.configured ? (agent.enabled ? '' : style.yellow(' paused')) : style.dim(' not added');
  const lines = [`${style.bold(agent.title)} ${style.dim(version)}${state}`];
  if (!agent.configured) return `${lines[0]}\n  add it: nerve agents add ${agent.name}`;
  lines.push(
    `  last change ${agent.lastSync ?? 'never'}, token ${agent.token?.state ?? 'missing'}, ${agent.hub}`,
  );
  const rows = agent.files.map((file) => [
    `  ${paint(file.state, style)}`,
    tildify(file.file, paths.home),
    style.dim(file.hash ?? '-'),
  ]);
  return [...lines, table(rows)].join('\n');
}

function paint(state: FileState, style: Style): string {
  return {
    current: style.green,
    outdated: style.cyan,
    missing: style.yellow,
    conflict: style.yellow,
    refused: style.red,
  }[state](state);
}
