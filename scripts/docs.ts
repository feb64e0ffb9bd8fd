/**
 * Writes what is generated below `docs`: the reference of all commands, from `oclif.manifest.json`, and the schema of
 * `--json` output. A test fails when they are stale.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CommandInfo,
  type DescribedCommand,
  describeCommands,
  type FlagInfo,
  globalFlags,
} from '../src/ui/capabilities/commands.ts';
import { exitCodes } from '../src/ui/capabilities/exit-codes.ts';
import { ENVELOPE_SCHEMA } from '../src/ui/envelope-schema.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export interface DocsSource {
  readonly bin: string;
  readonly commands: readonly DescribedCommand[];
  readonly topics: Readonly<Record<string, { readonly description: string }>>;
}

/** The generated files: path below the repository, text. */
export function generatedDocs(): ReadonlyMap<string, string> {
  const { oclif } = readJson('package.json');
  const { commands } = readJson('oclif.manifest.json');
  return new Map([
    [
      'docs/commands.md',
      commandsPage({ bin: oclif.bin, topics: oclif.topics, commands: Object.values(commands) }),
    ],
    ['docs/schema/envelope.json', `${JSON.stringify(ENVELOPE_SCHEMA, null, 2)}\n`],
  ]);
}

/** The reference of all commands as Markdown. */
export function commandsPage(source: DocsSource): string {
  const commands = describeCommands(source.commands, source.bin);
  const rows = commands.map(
    ({ name, summary }) => `| [\`${source.bin} ${name}\`](#${anchor(source.bin, name)}) | ${cell(summary)} |`,
  );
  const topics = Object.entries(source.topics);
  const sections = commands.map((command, at) => {
    const topic = topics.find(([name]) => command.name.startsWith(`${name} `));
    const isFirst = !commands.slice(0, at).some((other) => topic && other.name.startsWith(`${topic[0]} `));
    return [
      ...(topic && isFirst ? [`## ${topic[0]}`, topic[1].description] : []),
      ...section(command, source.bin),
    ];
  });
  return `${[
    '<!-- Made by `npm run docs` from the commands themselves; edit those. -->',
    '# Commands',
    `\`${source.bin} COMMAND --help\` says the same in the terminal.`,
    ['| command | what it does |', '|---|---|', ...rows].join('\n'),
    '## Flags of every command',
    flagTable(globalFlags(source.commands)),
    '## Exit codes',
    [
      '| exit | meaning |',
      '|---|---|',
      ...exitCodes().map(({ code, meaning }) => `| ${code} | ${meaning} |`),
    ].join('\n'),
    ...sections.flat(),
  ].join('\n\n')}\n`;
}

const WRITES = {
  nothing: 'Writes nothing.',
  own: "Writes nerve's own files.",
  agents: "Writes nerve's own files and those of agents.",
} as const;

function section(command: CommandInfo, bin: string): string[] {
  const args = command.args.map(({ name, required, multiple }) => {
    const word = `${name.toUpperCase()}${multiple ? '...' : ''}`;
    return required ? word : `[${word}]`;
  });
  const usage = [bin, command.name, ...args, ...(command.flags.length > 0 ? ['[FLAGS]'] : [])].join(' ');
  return [
    `${command.name.includes(' ') ? '###' : '##'} ${bin} ${command.name}`,
    `\`${usage}\``,
    [command.summary, WRITES[command.writes]].join(' '),
    ...(command.description ? [command.description] : []),
    ...(command.args.length > 0 ? [argTable(command)] : []),
    ...(command.flags.length > 0 ? [flagTable(command.flags)] : []),
    ...(command.examples.length > 0 ? [exampleBlock(command)] : []),
  ];
}

function argTable(command: CommandInfo): string {
  const rows = command.args.map(
    ({ name, description, choices }) =>
      `| \`${name.toUpperCase()}\` | ${cell([description, ...oneOf(choices)].join(' '))} |`,
  );
  return ['| argument | meaning |', '|---|---|', ...rows].join('\n');
}

function flagTable(flags: readonly FlagInfo[]): string {
  const rows = flags.map((flag) => {
    const spelling = [...(flag.char ? [`-${flag.char}`] : []), `--${flag.name}`]
      .map((name) => `\`${name}\``)
      .join(', ');
    const value = flag.type === 'string' && !flag.choices ? ` \`${cell(flag.value ?? 'VALUE')}\`` : '';
    const facts = [
      flag.description,
      ...oneOf(flag.choices),
      ...(flag.required ? ['Required.'] : []),
      ...(flag.multiple ? ['May be repeated.'] : []),
      ...(flag.default === undefined ? [] : [`Default: \`${flag.default}\`.`]),
    ];
    return `| ${spelling}${value} | ${cell(facts.join(' '))} | ${flag.env ? `\`${flag.env}\`` : ''} |`;
  });
  return ['| flag | meaning | environment |', '|---|---|---|', ...rows].join('\n');
}

function oneOf(choices: readonly string[] | undefined): string[] {
  return choices ? [`One of ${choices.map((choice) => `\`${choice}\``).join(', ')}.`] : [];
}

function exampleBlock(command: CommandInfo): string {
  const lines = command.examples.flatMap((example, at) => [
    ...(example.description ? [...(at > 0 ? [''] : []), `# ${example.description}`] : []),
    example.command,
  ]);
  return ['```sh', ...lines, '```'].join('\n');
}

function anchor(bin: string, name: string): string {
  return `${bin} ${name}`.replaceAll(' ', '-');
}

/** A text inside of a cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function readJson(name: string) {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of generatedDocs()) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}
