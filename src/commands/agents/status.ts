import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { tildify } from '../../lib/base/config/paths.ts';
import { type AgentStatus, agentsStatus, type FileState } from '../../lib/setup/agents-status.ts';
import { groupSkills, withCount } from '../../ui/skill-rows.ts';
import { agentAsData, sinceOf, tokenOf, transportOf, versionOf } from '../../ui/status.ts';
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
    const { agents, problem } = await agentsStatus(session);
    return {
      data: { agents: agents.map((agent) => ({ ...agentAsData(agent), hub: agent.hub ?? null })) },
      text: agents.map((agent) => describe(agent, session)).join('\n\n'),
      warnings: problem ? [`a sync cannot run: ${problem.message}`] : [],
    };
  }
}

function describe(agent: AgentStatus, { style, paths }: Session): string {
  const state = agent.configured ? (agent.enabled ? '' : style.yellow(' paused')) : style.dim(' not added');
  const lines = [`${style.bold(agent.title)} ${style.dim(versionOf(agent))}${state}`];
  if (!agent.configured)
    return `${lines[0]}\n  add it: nerve agents add ${agent.name}${agent.isProgram ? '' : ' --path FILE'}`;
  const facts = [
    `last change ${agent.lastSync ?? 'never'}`,
    tokenOf(agent, style),
    transportOf(agent),
    hubOf(agent),
  ];
  lines.push(`  ${facts.filter(Boolean).join(', ')}`);
  const described = agent.files.map((line) => {
    const since = line.since.length > 0 ? sinceOf(line.since) : '';
    return { ...line, folder: line.skill?.folder, says: [line.state, since] as const };
  });
  const rows = groupSkills(described).map(({ row, path, files }) => [
    `  ${paint(row.state, style)}`,
    tildify(path, paths.home),
    style.dim(files > 1 ? '' : (row.hash ?? '-')),
    style.dim(withCount(row.says[1], files)),
  ]);
  return [...lines, table(rows)].join('\n');
}

function hubOf({ hub }: AgentStatus): string {
  return hub === undefined ? '' : { running: 'hub running', stopped: 'hub not running' }[hub];
}

function paint(state: FileState, style: Style): string {
  return {
    current: style.green,
    outdated: style.cyan,
    missing: style.yellow,
    conflict: style.yellow,
    refused: style.red,
    unknown: style.yellow,
  }[state](state);
}
