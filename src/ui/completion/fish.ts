/** The completion script for fish 3 and newer. */
import {
  allPaths,
  type CommandModel,
  type CompletionModel,
  type FlagModel,
  nextWords,
  type Values,
} from './model.ts';

/** The script, for `~/.config/fish/completions`. */
export function fishScript(model: CompletionModel): string {
  const name = `__${model.bin.replace(/\W/g, '_')}_at`;
  const known = allPaths(model)
    .filter((path) => path.length > 0)
    .map((path) => quote(path.join(' ')));
  const valued = model.commands.flatMap(({ words, flags }) =>
    flags
      .filter((flag) => flag.values)
      .flatMap((flag) => spellings(flag).map((spelling) => quote(`${words.join(' ')} ${spelling}`))),
  );
  const lines = allPaths(model).flatMap((path) => completions(model, name, path));
  return `# fish completion for ${model.bin} ${model.version}.
# To use it: ${model.bin} completion fish > ~/.config/fish/completions/${model.bin}.fish

# Whether the command words so far are exactly $argv[1] and, if given, $argv[2] arguments stand behind them.
function ${name}
    set -l words (commandline -opc)
    set -e words[1]
    if test "$words[1]" = help
        set -e words[1]
    end
    set -l path
    while set -q words[1]
        contains -- (string join ' ' $path $words[1]) ${known.join(' ')}
        or break
        set -a path $words[1]
        set -e words[1]
    end
    test "$path" = "$argv[1]"
    or return 1
    set -q argv[2]
    or return 0
    set -l count 0
    set -l value no
    set -l plain no
    for word in $words
        if test $value = yes
            set value no
        else if test $plain = yes
            set count (math $count + 1)
        else if string match -q -- -- $word
            set plain yes
        else if string match -q -- '-*' $word
            if contains -- "$path $word" ${valued.join(' ')}
                set value yes
            end
        else
            set count (math $count + 1)
        end
    end
    test $count = $argv[2]
end

complete -c ${model.bin} -e
complete -c ${model.bin} -f
${lines.join('\n')}
`;
}

function completions(model: CompletionModel, name: string, path: readonly string[]): string[] {
  const at = quote(path.join(' '));
  const here = `complete -c ${model.bin} -n ${quote(`${name} ${at}`)}`;
  const nth = (number: number): string => `complete -c ${model.bin} -n ${quote(`${name} ${at} ${number}`)}`;
  const words = nextWords(model, path).map(
    ({ words: all, summary }) => `${nth(0)} -a ${quote(all.at(-1) ?? '')} -d ${quote(summary)}`,
  );
  const command = model.commands.find((candidate) => candidate.words.join(' ') === path.join(' '));
  if (path.length === 0) {
    words.push(
      `${nth(0)} -a help -d ${quote('Show help for a command.')}`,
      `${here} -s V -l version -d ${quote('Show the version.')}`,
    );
  }
  if (!command) return [...words, `${here} -s h -l help -d ${quote('Show help.')}`];
  return [
    ...words,
    ...argLines(command, nth),
    ...command.flags.map((flag) => `${here} ${flagOptions(flag)}`),
  ];
}

function argLines(command: CommandModel, nth: (number: number) => string): string[] {
  return command.args.flatMap((arg, at) => {
    const option = valueOption(arg.values);
    return option === undefined ? [] : [`${nth(at)} ${option}`];
  });
}

function flagOptions(flag: FlagModel): string {
  const parts = [
    ...(flag.char ? [`-s ${flag.char}`] : []),
    `-l ${flag.name}`,
    ...(flag.values ? [flag.values.kind === 'file' ? '-r' : '-x', valueOption(flag.values)] : []),
    ...(flag.summary ? [`-d ${quote(flag.summary)}`] : []),
  ];
  return parts.filter(Boolean).join(' ');
}

function valueOption(values: Values): string | undefined {
  if (values.kind === 'any') return undefined;
  if (values.kind === 'file') return '-F';
  if (values.kind === 'directory') return `-a ${quote('(__fish_complete_directories)')}`;
  const words = values.words.map((word) => word.replace(/[^\w./:-]/g, '\\$&'));
  if (!values.list) return `-a ${quote(words.join(' '))}`;
  return `-a ${quote(`(__fish_complete_list , 'printf "%s\\n" ${words.join(' ')}')`)}`;
}

function spellings({ name, char }: FlagModel): string[] {
  return [...(char ? [`-${char}`] : []), `--${name}`];
}

/** One word for fish, where only the backslash and the quote are special between single quotes. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
