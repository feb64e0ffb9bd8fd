/** What `nerve agents import` found: for people, as warnings, and as plain data. No values of entries, so no secrets. */
import type { Added } from '../lib/setup/servers/gather.ts';
import { differenceAsData, type ImportReport } from '../lib/setup/servers/import-servers.ts';
import type { Session } from './session.ts';
import { table } from './table.ts';

type Agents = readonly { readonly name: string; readonly title: string }[];

/** Added, there already, different, left out and why. */
export function describeImport(report: ImportReport, { style }: Pick<Session, 'style'>): string {
  const { sources, added, known, differing, left, outcome } = report;
  const blocks: [title: string, rows: string[][]][] = [
    [
      outcome.applied ? 'Added to config.yaml' : 'To be added to config.yaml',
      added.map(({ server, from }) => [style.bold(server.name), `from ${titles(from)}`, limitOf(server)]),
    ],
    ['There already', known.map(({ name, from }) => [style.bold(name), `in ${titles(from)}`])],
    [
      'To be decided',
      differing.map(({ name, agents, fields }) => [
        style.bold(name),
        `${titles(agents)} differ in ${fields.join(', ')}`,
      ]),
    ],
    ['Left out', left.map(({ name, agent, why }) => [style.bold(name), `in ${agent.title}: ${why}`])],
  ];
  const filled = blocks.filter(([, rows]) => rows.length > 0);
  if (filled.length === 0)
    return `No servers of your own in ${titles(sources) || 'any agent on this machine'}.`;
  return filled
    .map(
      ([title, rows]) => `${title}:\n${table(rows.map(([first = '', ...rest]) => [`  ${first}`, ...rest]))}`,
    )
    .join('\n');
}

/** What the user should know or do about the servers that are added, and files that could not be read. */
export function importWarnings({ added, unread }: ImportReport): string[] {
  return [...added.flatMap(notesOn), ...unread.map(({ file, why }) => `${file} was not read: ${why}`)];
}

/** The report for `--json`. */
export function importAsData({
  sources,
  added,
  known,
  left,
  differing,
  unread,
}: ImportReport): Record<string, unknown> {
  return {
    sources: names(sources),
    servers: {
      added: added.map(({ server, from, variables, apart, others }) => ({
        name: server.name,
        from: names(from),
        agents: server.agents ?? null,
        variables,
        apart: apart.map(({ agent, fields }) => ({ agent: agent.name, fields })),
        others: others.map(({ agent, fields }) => ({ agent: agent.name, fields })),
      })),
      known: known.map(({ name, from }) => ({ name, from: names(from) })),
      differing: differing.map(differenceAsData),
      left: left.map(({ name, agent, why }) => ({ name, agent: agent.name, why })),
      unread: unread.map(({ file, owner, code, why }) => ({ file, agent: owner, code, why })),
    },
  };
}

function notesOn({ server: { name }, from, variables, apart, others }: Added): string[] {
  const own = from.length === 1 ? 'keeps its own value' : 'keep their own values';
  return [
    ...variables.map(
      (variable) =>
        `${name}: set ${variable.name}${variable.holds ? ` (${variable.holds})` : ''} in your environment for the other agents; ${titles(from)} ${own}`,
    ),
    ...apart.map(
      ({ agent, fields }) =>
        `${name}: ${fields.join(', ')} stay${fields.length === 1 ? 's' : ''} with ${agent.title}; the others get the server without`,
    ),
    ...others.map(({ agent, fields }) => {
      const where = fields.length > 0 ? ` (${fields.join(', ')})` : '';
      return `${name}: ${agent.title} keeps another server of that name${where}, so \`agents:\` leaves it out`;
    }),
  ];
}

function limitOf({ agents }: Added['server']): string {
  if (!agents) return '';
  return agents.length > 0 ? `for ${agents.join(', ')} only` : 'for no agent yet';
}

function titles(agents: Agents): string {
  return agents.map(({ title }) => title).join(', ');
}

function names(agents: Agents): string[] {
  return agents.map(({ name }) => name);
}
