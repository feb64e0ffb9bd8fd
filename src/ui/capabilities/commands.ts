/** Commands as plain data, from oclif's manifest. Pure. */
import type { ManifestCommand } from '../completion/model.ts';
import { type Effect, effectOf } from './effects.ts';

export interface ArgInfo {
  readonly name: string;
  readonly required: boolean;
  readonly multiple?: true;
  readonly description: string;
  readonly choices?: readonly string[];
}

export interface FlagInfo {
  readonly name: string;
  readonly char?: string;
  readonly type: 'boolean' | 'string';
  readonly description: string;
  readonly required?: true;
  readonly multiple?: true;
  /** How a value looks, where it is not one of `choices`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly default?: unknown;
  readonly env?: string;
  /** Flags that cannot be given together with it. */
  readonly exclusive?: readonly string[];
}

export interface CommandInfo {
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly writes: Effect;
  readonly args: readonly ArgInfo[];
  /** Without the flags that every command has. */
  readonly flags: readonly FlagInfo[];
  readonly examples: readonly { readonly description?: string; readonly command: string }[];
}

/** A flag as it stands in the manifest. */
type RawFlag = NonNullable<ManifestCommand['flags']>[string];

/** A command as it stands in the manifest, with what only people need. */
export interface DescribedCommand extends ManifestCommand {
  readonly description?: string | undefined;
  readonly examples?:
    | readonly (string | { readonly description: string; readonly command: string })[]
    | undefined;
}

/** All commands that are not hidden, by name. `bin` is the program's name. */
export function describeCommands(commands: readonly DescribedCommand[], bin: string): CommandInfo[] {
  return commands
    .filter((command) => !command.hidden)
    .map((command) => describeCommand(command, bin))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The flags that every command has. */
export function globalFlags(commands: readonly DescribedCommand[]): FlagInfo[] {
  const [first] = commands;
  return Object.values(first?.flags ?? {})
    .filter(isGlobal)
    .map(describeFlag);
}

function describeCommand(command: DescribedCommand, bin: string): CommandInfo {
  const name = command.id.replaceAll(':', ' ');
  const fill = (text: string): string =>
    text.replace(/<%=\s*config\.bin\s*%>/g, bin).replace(/<%=\s*command\.id\s*%>/g, name);
  return {
    name,
    summary: command.summary ?? '',
    ...(command.description ? { description: fill(command.description) } : {}),
    writes: effectOf(name),
    args: Object.values(command.args ?? {})
      .filter((arg) => !arg.hidden)
      .map((arg) => ({
        name: arg.name,
        required: textOf(arg, 'required') === 'true',
        ...(arg.multiple ? { multiple: true as const } : {}),
        description: textOf(arg, 'description'),
        ...(arg.options ? { choices: arg.options } : {}),
      })),
    flags: Object.values(command.flags ?? {})
      .filter((flag) => !flag.hidden && !isGlobal(flag))
      .map(describeFlag),
    examples: (command.examples ?? []).map((example) =>
      typeof example === 'string'
        ? { command: fill(example) }
        : { description: example.description, command: fill(example.command) },
    ),
  };
}

function isGlobal(flag: RawFlag): boolean {
  return textOf(flag, 'helpGroup') === 'GLOBAL';
}

function describeFlag(flag: RawFlag): FlagInfo {
  const exclusive = fieldOf(flag, 'exclusive');
  const fallback = fieldOf(flag, 'default');
  const env = textOf(flag, 'env');
  return {
    name: flag.name,
    ...(flag.char ? { char: flag.char } : {}),
    type: flag.type === 'boolean' ? 'boolean' : 'string',
    description: flag.summary ?? flag.description ?? '',
    ...(textOf(flag, 'required') === 'true' ? { required: true as const } : {}),
    ...(flag.multiple ? { multiple: true as const } : {}),
    ...(flag.helpValue && !flag.options ? { value: String(flag.helpValue) } : {}),
    ...(flag.options ? { choices: flag.options } : {}),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(env ? { env } : {}),
    ...(Array.isArray(exclusive) && exclusive.length > 0 ? { exclusive: exclusive.map(String) } : {}),
  };
}

function fieldOf(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key as keyof typeof object] : undefined;
}

function textOf(object: object, key: string): string {
  return String(fieldOf(object, key) ?? '');
}
