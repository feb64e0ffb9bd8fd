/** What shells need to know of the command line: commands, flags, and what may stand where. Built from oclif's manifest. */

/** What may stand in a place: nothing that is known, one of some words, or a folder or file. */
export type Values =
  | { readonly kind: 'any' }
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly list: boolean }
  | { readonly kind: 'directory' }
  | { readonly kind: 'file' };

export interface FlagModel {
  readonly name: string;
  readonly char: string | undefined;
  readonly summary: string;
  /** Undefined for a flag without a value. */
  readonly values: Values | undefined;
  readonly multiple: boolean;
}

export interface ArgModel {
  readonly name: string;
  readonly values: Values;
}

export interface CommandModel {
  /** `['agents', 'add']` */
  readonly words: readonly string[];
  readonly summary: string;
  readonly flags: readonly FlagModel[];
  readonly args: readonly ArgModel[];
}

export interface TopicModel {
  readonly words: readonly string[];
  readonly summary: string;
}

export interface CompletionModel {
  readonly bin: string;
  readonly version: string;
  readonly commands: readonly CommandModel[];
  readonly topics: readonly TopicModel[];
}

/** The part of a command in oclif's manifest that is used here. */
export interface ManifestCommand {
  readonly id: string;
  readonly hidden?: boolean | undefined;
  readonly summary?: string | undefined;
  readonly args?: Readonly<Record<string, ManifestArg>> | undefined;
  readonly flags?: Readonly<Record<string, ManifestFlag>> | undefined;
}

interface ManifestArg {
  readonly name: string;
  readonly hidden?: boolean | undefined;
  readonly multiple?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
}

interface ManifestFlag {
  readonly name: string;
  readonly char?: string | undefined;
  readonly type: 'boolean' | 'option';
  readonly hidden?: boolean | undefined;
  readonly allowNo?: boolean | undefined;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly helpValue?: string | readonly string[] | undefined;
  readonly options?: readonly string[] | undefined;
  readonly multiple?: boolean | undefined;
  readonly delimiter?: string | undefined;
}

export interface ModelSource {
  readonly bin: string;
  readonly version: string;
  readonly commands: readonly ManifestCommand[];
  readonly topics: readonly { readonly name: string; readonly description?: string | undefined }[];
  /** Words for arguments and flags of these names, such as the agents' names for `agent`. */
  readonly known: Readonly<Record<string, readonly string[]>>;
}

/** Every shell knows these without a command. */
const HELP: FlagModel = {
  name: 'help',
  char: 'h',
  summary: 'Show help.',
  values: undefined,
  multiple: false,
};

/** The model of all commands that are not hidden, sorted. */
export function completionModel(source: ModelSource): CompletionModel {
  const commands = source.commands
    .filter((command) => !command.hidden)
    .map((command) => commandModel(command, source.known))
    .sort(byWords);
  const isUsed = (words: readonly string[]): boolean =>
    commands.some(
      (command) =>
        command.words.length > words.length && words.every((word, at) => command.words[at] === word),
    );
  const topics = source.topics
    .map((topic) => ({ words: topic.name.split(':'), summary: firstLine(topic.description) }))
    .filter((topic) => isUsed(topic.words))
    .sort(byWords);
  return { bin: source.bin, version: source.version, commands, topics };
}

/** The words that may follow after the words of a topic (or after none), with what each is. */
export function nextWords(model: CompletionModel, path: readonly string[]): TopicModel[] {
  const children = new Map<string, TopicModel>();
  for (const { words, summary } of [...model.topics, ...model.commands]) {
    if (words.length === path.length + 1 && path.every((word, at) => words[at] === word)) {
      children.set(words.join(' '), { words, summary });
    }
  }
  return [...children.values()].sort(byWords);
}

/** Every beginning of a command: `[]`, `['agents']`, `['agents', 'add']` … */
export function allPaths(model: CompletionModel): string[][] {
  const paths = new Map<string, string[]>();
  for (const { words } of model.commands) {
    for (let length = 0; length <= words.length; length++)
      paths.set(words.slice(0, length).join(' '), words.slice(0, length));
  }
  return [...paths.values()].sort((a, b) => compare(a.join(' '), b.join(' ')));
}

function commandModel(command: ManifestCommand, known: ModelSource['known']): CommandModel {
  const flags = Object.values(command.flags ?? {}).filter((flag) => !flag.hidden);
  return {
    words: command.id.split(':'),
    summary: firstLine(command.summary),
    flags: [...flags.flatMap((flag) => flagModels(flag, known)), HELP].sort((a, b) =>
      compare(a.name, b.name),
    ),
    args: Object.values(command.args ?? {})
      .filter((arg) => !arg.hidden)
      .flatMap((arg) => argModels(arg, known)),
  };
}

/** One argument; one that may be repeated has a place for each of its words. */
function argModels(arg: ManifestArg, known: ModelSource['known']): ArgModel[] {
  const { name } = arg;
  const found = words(arg.options ?? known[name], false);
  const places = arg.multiple && found?.kind === 'words' ? found.words.length : 1;
  return Array.from({ length: places }, () => ({ name, values: found ?? { kind: 'any' } }));
}

function flagModels(flag: ManifestFlag, known: ModelSource['known']): FlagModel[] {
  const summary = firstLine(flag.summary ?? flag.description);
  const { name, char } = flag;
  if (flag.type === 'boolean') {
    const plain: FlagModel = { name, char, summary, values: undefined, multiple: false };
    return flag.allowNo ? [plain, { ...plain, name: `no-${name}`, char: undefined }] : [plain];
  }
  return [{ name, char, summary, values: flagValues(flag, known), multiple: flag.multiple ?? false }];
}

function flagValues(flag: ManifestFlag, known: ModelSource['known']): Values {
  const hint = String(flag.helpValue ?? '');
  // `--agents NAME,…` takes a list even where oclif does not split it.
  const isList = flag.delimiter === ',' || hint.includes(',');
  const found = words(flag.options ?? known[flag.name], isList);
  if (found) return found;
  if (hint === 'DIR') return { kind: 'directory' };
  return hint === 'FILE' ? { kind: 'file' } : { kind: 'any' };
}

function words(list: readonly string[] | undefined, isList: boolean): Values | undefined {
  return list && { kind: 'words', words: [...list], list: isList };
}

function firstLine(text: string | undefined): string {
  return (
    (text ?? '')
      .split('\n', 1)[0]
      ?.replace(/<%=.*?%>/g, '')
      .trim() ?? ''
  );
}

function byWords(a: { readonly words: readonly string[] }, b: { readonly words: readonly string[] }): number {
  return compare(a.words.join(' '), b.words.join(' '));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
