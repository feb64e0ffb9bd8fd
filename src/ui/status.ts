/** Prints `nerve status` and what it has in common with `nerve agents status`. */
import { tildify } from '../lib/base/config/paths.ts';
import type { AgentFacts } from '../lib/setup/status/agents.ts';
import type { FileLine, Would } from '../lib/setup/status/file-lines.ts';
import type { Overview, Unfinished } from '../lib/setup/status/overview.ts';
import type { Since } from '../lib/setup/status/since.ts';
import type { Session } from './session.ts';
import { groupSkills, withCount } from './skill-rows.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

const SINCE: Readonly<Record<Since, string>> = {
  'file-removed': 'file removed',
  'ours-edited': 'ours edited',
  'ours-removed': 'ours removed',
  'others-edited': 'other parts edited',
  mode: 'mode changed',
  unparseable: 'cannot be parsed',
  unreadable: 'cannot be read',
};

const REASONS = {
  edited: 'you changed what nerve wrote',
  removed: 'you removed what nerve wrote',
  foreign: 'something that nerve did not write is in its place',
} as const;

/** The overview for people. */
export function printOverview(view: Overview, session: Session): string {
  const { style, paths } = session;
  const { workspace, hub } = view;
  if (!view.setUp) return notSetUp(view, style);
  const files = workspace.exists ? plural(workspace.files, 'file') : style.yellow('not there');
  const sections = [
    table([
      ['Workspace', `${tildify(workspace.path, paths.home)}  ${style.dim(files)}`],
      ['Hub', `${hubOf(hub, style)}  ${style.dim(hub.endpoint)}`],
    ]),
    `${style.bold('Agents')}\n${table(view.agents.filter((agent) => agent.configured || agent.found).map((agent) => agentRow(agent, style)))}`,
  ];
  if (view.files.length > 0) sections.push(`${style.bold('Files')}\n${fileTable(view.files, session)}`);
  return [...sections, summary(view, style)].join('\n\n');
}

/** `running since 2026-11-21 10:46 UTC (pid 7)`, painted. */
function hubOf({ state, pid, since }: Overview['hub'], style: Style): string {
  if (state === 'stopped') return style.yellow('not running: nerve serve');
  return `${style.green('running')}${since ? ` since ${minuteOf(since)}` : ''} (pid ${pid})`;
}

/** The overview as plain data. */
export function overviewAsData(view: Overview): Record<string, unknown> {
  return {
    ...view,
    agents: view.agents.map(agentAsData),
    files: view.files.map((line) => ({ ...line, why: line.why ?? null, skill: line.skill ?? null })),
    hub: { ...view.hub, pid: view.hub.pid ?? null, since: view.hub.since ?? null },
    unfinished: view.unfinished ?? null,
    problem: view.problem ? { ...view.problem, hint: view.problem.hint ?? null } : null,
  };
}

/** An agent's facts with null for what is not known. */
export function agentAsData<T extends AgentFacts>(agent: T): Record<string, unknown> {
  const { version, verified, lastSync, transport, token, ...rest } = agent;
  return {
    ...rest,
    version: version ?? null,
    verified: verified ?? null,
    lastSync: lastSync ?? null,
    transport: transport ?? null,
    token: token ? { state: token.state, expires: token.expires ?? null } : null,
  };
}

/** `0.170.0, newer than the tested 0.169.0`; how the release stands to the tested one, if that matters. */
export function versionOf({ isProgram, version, installed, verified, tested }: AgentFacts): string {
  if (!isProgram) return 'a file of your choice';
  const shown = version ?? (installed ? 'version unknown' : 'not on PATH');
  if (tested === 'unverified') return `${shown}, unverified`;
  return tested === 'newer' ? `${shown}, newer than the tested ${verified}` : shown;
}

/** `token valid until 2027-11-21`, painted. */
export function tokenOf({ token }: AgentFacts, style: Style): string {
  if (!token) return '';
  const text = `token ${token.state}${token.expires ? ` until ${token.expires.slice(0, 10)}` : ''}`;
  return token.state === 'valid' ? text : style.yellow(text);
}

/** `on stdio`; nothing for HTTP, which is the rule. */
export function transportOf({ transport }: Pick<AgentFacts, 'transport'>): string {
  return transport === 'stdio' ? 'on stdio' : '';
}

/** What changed since nerve wrote, in words; a dash for nothing. */
export function sinceOf(since: readonly Since[]): string {
  return since.map((change) => SINCE[change]).join(', ') || '-';
}

/** `2026-11-21 10:46 UTC` */
export function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

/** What a killed command left, as a sentence. */
export function unfinishedText({ what, command, at }: Unfinished): string {
  if (what === 'tokens') return 'A command was killed before it had made its new tokens known.';
  return `\`nerve ${command}\`${at ? ` of ${minuteOf(at)}` : ''} was killed half way.`;
}

function agentRow(agent: AgentFacts, style: Style): string[] {
  const name = `  ${agent.name}`;
  if (!agent.configured)
    return [name, versionOf(agent), style.dim(`not added: nerve agents add ${agent.name}`)];
  return [
    name,
    versionOf(agent),
    agent.enabled ? style.green('enabled') : style.yellow('paused'),
    tokenOf(agent, style),
    style.dim(agent.lastSync ? `changed ${minuteOf(agent.lastSync)}` : 'never changed'),
  ];
}

function fileTable(files: readonly FileLine[], { style, paths }: Session): string {
  const head = ['  since nerve wrote', 'sync would', 'file'].map((text) => style.dim(text));
  const described = files.map((line) => {
    const says = [sinceOf(line.since), line.would, remarkOf(line)] as const;
    return { line, file: line.file, folder: line.skill?.folder, says };
  });
  const rows = groupSkills(described).map(({ row: { line, says }, path, files: count }) => [
    `  ${line.since.length > 0 ? style.yellow(says[0]) : style.dim('-')}`,
    paintWould(line.would, style),
    tildify(path, paths.home),
    style.dim(withCount(says[2], count)),
  ]);
  return table([head, ...rows]);
}

function paintWould(would: Would, style: Style): string {
  const paint = {
    create: style.green,
    change: style.cyan,
    remove: style.red,
    decide: style.yellow,
    refuse: style.red,
    nothing: style.dim,
    unknown: style.yellow,
  }[would];
  return paint(would === 'unknown' ? '?' : would);
}

function remarkOf({ would, parts, why }: FileLine): string {
  if (would === 'refuse') return why ?? '';
  const remarks = parts.map(({ label, state, reason, note }) => {
    if (state === 'skipped' && note) return `${label}: ${note}`;
    if (state === 'skipped') return `${label}: left as you have it, by your conflict policy`;
    return state === 'conflict' ? `${label}: ${REASONS[reason ?? 'edited']}` : label;
  });
  return [...new Set(remarks)].join('; ');
}

function summary(view: Overview, style: Style): string {
  const { unfinished, problem, newTokens, files } = view;
  const lines: string[] = [];
  if (!view.syncing) lines.push('Sync is switched off: external_agents.enabled is false.');
  if (unfinished) lines.push(`${style.yellow(unfinishedText(unfinished))} The next \`nerve sync\` mends it.`);
  if (problem) {
    lines.push(`${style.red('A sync cannot run:')} ${problem.message}`);
    if (problem.hint) lines.push(`  ${problem.hint}`);
  }
  if (newTokens.length > 0) lines.push(`A sync would make new tokens for ${newTokens.join(', ')}.`);
  if (lines.length === 0 && !view.differs) return 'Nothing to do.';
  if (files.some((line) => line.would === 'decide')) {
    lines.push('Decide: nerve sync --diff, then nerve sync --conflict backup|skip|merge');
  } else if (
    files.some((line) => ['create', 'change', 'remove'].includes(line.would)) ||
    newTokens.length > 0
  ) {
    lines.push('See the text: nerve sync --diff. Write it: nerve sync');
  }
  if (files.some((line) => line.would === 'refuse')) lines.push('What is in the way: nerve doctor');
  return lines.join('\n');
}

function notSetUp(view: Overview, style: Style): string {
  const found = view.agents.filter((agent) => agent.found).map((agent) => agent.title);
  return [
    'nerve is not set up for this user yet.',
    found.length > 0 ? `Found here: ${found.join(', ')}.` : 'No coding agent was found here.',
    `See what it would write: ${style.bold('nerve init --dry-run')}`,
  ].join('\n');
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
