/** nerve described by itself: for agents as data, for people as a summary. */
import type { AgentRecord } from '../../lib/agents/registry/agent-record.ts';
import type { Paths } from '../../lib/base/config/paths.ts';
import { AGENT_SETTINGS } from '../../lib/base/config/setting-key.ts';
import { SETTINGS, type Setting } from '../../lib/base/config/settings.ts';
import { ENVELOPE_SCHEMA } from '../envelope-schema.ts';
import type { Style } from '../style.ts';
import { table } from '../table.ts';
import { type DescribedCommand, describeCommands, globalFlags } from './commands.ts';
import { environmentVariables } from './environment.ts';
import { exitCodes } from './exit-codes.ts';

export interface CapabilitySources {
  readonly bin: string;
  readonly version: string;
  readonly commands: readonly DescribedCommand[];
  readonly agents: readonly AgentRecord[];
  readonly paths: Paths;
  readonly workspace: string;
}

export type Capabilities = ReturnType<typeof capabilities>;

/** Everything that a program needs to use nerve; plain data. */
export function capabilities(sources: CapabilitySources) {
  const { agents } = sources;
  const commands = describeCommands(sources.commands, sources.bin);
  const common = globalFlags(sources.commands);
  return {
    name: sources.bin,
    version: sources.version,
    output: {
      stdout: 'results',
      stderr: 'everything said to people',
      json: '--json prints one envelope to stdout, also for errors',
      asks: 'only when stdin and stderr are terminals and CI is not set; else exit 3 names the flag that answers',
    },
    globalFlags: common,
    commands,
    exitCodes: exitCodes(),
    environment: environmentVariables({ settings: SETTINGS, commands, globalFlags: common, agents }),
    settings: [
      ...SETTINGS.map((setting) => describeSetting(setting, setting.key)),
      ...AGENT_SETTINGS.map((setting) => describeSetting(setting, `agents.NAME.${setting.key}`)),
    ],
    paths: { ...sources.paths, workspace: sources.workspace },
    agents: agents.map(({ name, title, aliases, program, verified, skills }) => ({
      name,
      title,
      aliases,
      program: program ?? null,
      verified: verified ?? null,
      skills: skills !== undefined,
    })),
    envelope: ENVELOPE_SCHEMA,
  };
}

/** The same in short, for people. */
export function printCapabilities(data: Capabilities, style: Style): string {
  const writes = { nothing: '', own: "writes nerve's own files", agents: "writes agents' files" };
  const sections: [string, string[][]][] = [
    [
      'Commands',
      data.commands.map(({ name, summary, writes: effect }) => [name, summary, style.dim(writes[effect])]),
    ],
    [
      'Agents',
      data.agents.map(({ name, title, verified }) => [
        name,
        title,
        style.dim(verified ? `tested with ${verified.version} on ${verified.on}` : 'unverified'),
      ]),
    ],
    ['Exit codes', data.exitCodes.map(({ code, meaning }) => [String(code), meaning])],
    ['Environment', data.environment.map(({ name, meaning }) => [name, meaning])],
  ];
  const blocks = sections.map(
    ([title, rows]) => `${style.bold(title)}\n${table(rows.map((row) => indentRow(row)))}`,
  );
  return [
    `${style.bold(data.name)} ${data.version}`,
    ...blocks,
    style.dim('All of it: nerve capabilities --json'),
  ].join('\n\n');
}

function indentRow([first = '', ...rest]: readonly string[]): string[] {
  return [`  ${first}`, ...rest];
}

function describeSetting(setting: Setting, key: string) {
  const { type, choices, min, max, env, about } = setting;
  return {
    key,
    type,
    default: setting.default,
    about,
    ...(choices ? { choices } : {}),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(env ? { env } : {}),
  };
}
