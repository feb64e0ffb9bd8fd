/** The completion script for zsh, for a folder of `fpath` (as `_nerve`) or for `eval` behind `compinit`. */
import {
  allPaths,
  type CommandModel,
  type CompletionModel,
  type FlagModel,
  nextWords,
  type Values,
} from './model.ts';

/** The script. */
export function zshScript(model: CompletionModel): string {
  const name = `_${model.bin.replace(/\W/g, '_')}`;
  const known = allPaths(model)
    .filter((path) => path.length > 0)
    .map((path) => quote(path.join(' ')))
    .join('|');
  return `#compdef ${model.bin}
# zsh completion for ${model.bin} ${model.version}. To use it, behind compinit: eval "$(${model.bin} completion zsh)"

${name}() {
  local at="" curcontext="$curcontext"
  local -i i=2 ret=1
  local -a next
  (( CURRENT > 2 )) && [[ \${words[2]} == help ]] && i=3
  while (( i < CURRENT )); do
    case "\${at:+$at }\${words[i]}" in
      (${known}) at="\${at:+$at }\${words[i]}" ;;
      (*) break ;;
    esac
    (( i++ ))
  done
  # From here the last command word counts as the program.
  (( i > 2 )) && shift $(( i - 2 )) words && (( CURRENT -= i - 2 ))
  case "$at" in
${allPaths(model)
  .map((path) => branch(model, path))
  .join('\n')}
  esac
  return ret
}

if [[ "\${funcstack[1]}" == ${name} ]]; then
  ${name} "$@"
elif (( $+functions[compdef] )); then
  compdef ${name} ${model.bin}
else
  print -u2 -- '${model.bin}: for completions run "autoload -Uz compinit && compinit" first'
fi
`;
}

function branch(model: CompletionModel, path: readonly string[]): string {
  const lines: string[] = [];
  const next = nextWords(model, path);
  if (next.length > 0) {
    const words = next.map(
      ({ words, summary }) => `${(words.at(-1) ?? '').replaceAll(':', '\\:')}:${summary}`,
    );
    if (path.length === 0) words.push('help:Show help for a command.');
    lines.push(
      '      if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then',
      `        next=(${words.map(quote).join(' ')})`,
      "        _describe -t commands 'command' next && ret=0",
      '      fi',
    );
  }
  const command = model.commands.find(({ words }) => words.join(' ') === path.join(' '));
  const specs = command ? specsOf(command) : path.length === 0 ? ROOT_FLAGS : [HELP];
  // Without a command the words are what is wanted, so flags come only when one is begun.
  const when = command ? '' : '[[ $PREFIX == -* ]] && ';
  lines.push(`      ${when}_arguments -s -S ${specs.join(' \\\n        ')} && ret=0`);
  return `    (${quote(path.join(' '))})\n${lines.join('\n')}\n      ;;`;
}

const HELP = "'(- *)'{-h,--help}'[Show help.]'";
const ROOT_FLAGS = [HELP, "'(- *)'{-V,--version}'[Show the version.]'"];

function specsOf(command: CommandModel): string[] {
  const args = command.args.map((arg, at) => quote(`${at + 1}:${text(arg.name)}:${action(arg.values)}`));
  return [...command.flags.map(flagSpec), ...args];
}

function flagSpec(flag: FlagModel): string {
  const long = `--${flag.name}`;
  const end = `[${text(flag.summary)}]${flag.values ? `:${text(flag.name)}:${action(flag.values)}` : ''}`;
  const [charMark, longMark] = flag.values ? ['+', '='] : ['', ''];
  if (!flag.char) return quote(`${flag.multiple ? '*' : ''}${long}${longMark}${end}`);
  const others = flag.multiple ? "'*'" : `'(-${flag.char} ${long})'`;
  return `${others}{-${flag.char}${charMark},${long}${longMark}}${quote(end)}`;
}

function action(values: Values): string {
  if (values.kind === 'directory') return '_files -/';
  if (values.kind === 'file') return '_files';
  // A blank: something is expected, and nothing is known.
  if (values.kind === 'any') return ' ';
  const words = values.words.map((word) => word.replace(/[\s\\():'"]/g, '\\$&')).join(' ');
  return values.list ? `_sequence compadd - ${words}` : `(${words})`;
}

/** A text inside of a specification of \`_arguments\`. */
function text(plain: string): string {
  return plain.replace(/[\\[\]:]/g, '\\$&');
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
