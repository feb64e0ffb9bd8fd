/** The completion script for bash 3.2 and newer; it needs no bash-completion package and starts no process. */
import { allPaths, type CompletionModel, nextWords, type Values } from './model.ts';

/** The script. `eval` it, or put it into a folder that bash-completion reads. */
export function bashScript(model: CompletionModel): string {
  const name = `_${model.bin.replace(/\W/g, '_')}`;
  return `# bash completion for ${model.bin} ${model.version}. To use it: eval "$(${model.bin} completion bash)"

# Prints the candidates for $1 among the words $2, after the prefix $3.
${name}_words() {
  local IFS=' ' word
  set -f # runs in a subshell
  for word in $2; do
    case "$word" in "$1"*) printf '%s\\n' "$3$word" ;; esac
  done
}

# Sets what may stand at "command words" + a flag, or + the number of an argument.
${name}_values() {
  kind="" values=""
  case "$1" in
${valueCases(model)}
  esac
}

# Sets the words and flags that may follow the command words $1, and those of the flags that take a value.
${name}_describe() {
  words="" flags="" valued=""
  case "$1" in
${pathCases(model)}
  esac
}

${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" path="" i=1 count=0 flag="" plain="" prefix=""
  local words="" flags="" valued="" kind="" values="" word line
  COMPREPLY=()
  [ "$COMP_CWORD" -gt 1 ] && [ "\${COMP_WORDS[1]}" = help ] && i=2
  while [ "$i" -lt "$COMP_CWORD" ]; do
    case "$path\${path:+ }\${COMP_WORDS[i]}" in
      ${paths(model)}) path="$path\${path:+ }\${COMP_WORDS[i]}" ;;
      *) break ;;
    esac
    i=$((i + 1))
  done
  ${name}_describe "$path"
  # What stands behind the command: flags with their values, and arguments. "--flag=value" may come as three words.
  while [ "$i" -lt "$COMP_CWORD" ]; do
    word="\${COMP_WORDS[i]}"
    if [ -n "$flag" ]; then
      [ "$word" = "=" ] || flag=""
    elif [ -n "$plain" ]; then
      count=$((count + 1))
    else
      case "$word" in
        --) plain=1 ;;
        -*) case " $valued " in *" $word "*) flag="$word" ;; esac ;;
        *) count=$((count + 1)) ;;
      esac
    fi
    i=$((i + 1))
  done
  if [ "$cur" = "=" ] && [ -n "$flag" ]; then cur=""; fi
  if [ -z "$flag" ] && [ -z "$plain" ]; then
    case "$cur" in
      --*=*) flag="\${cur%%=*}" prefix="\${cur%%=*}=" cur="\${cur#*=}" ;;
      -*) words="$flags" kind=words ;;
    esac
  fi
  if [ -n "$flag" ]; then
    ${name}_values "$path $flag"
    words="$values"
  elif [ "$kind" != words ]; then
    ${name}_values "$path $count"
    [ "$count" -eq 0 ] || words=""
    words="$words $values"
    [ -n "$kind" ] || kind=words
  fi
  case "$kind" in
    list)
      case "$cur" in *,*) prefix="$prefix\${cur%,*}," cur="\${cur##*,}" ;; esac
      compopt -o nospace 2>/dev/null
      ;;
    directory|file)
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do
        COMPREPLY[\${#COMPREPLY[@]}]="$prefix$line"
      done < <(if [ "$kind" = directory ]; then compgen -d -- "$cur"; else compgen -f -- "$cur"; fi)
      return
      ;;
  esac
  while IFS= read -r line; do
    COMPREPLY[\${#COMPREPLY[@]}]="$line"
  done < <(${name}_words "$cur" "$words" "$prefix")
}

complete -F ${name} ${model.bin}
`;
}

function paths(model: CompletionModel): string {
  return allPaths(model)
    .filter((path) => path.length > 0)
    .map((path) => quote(path.join(' ')))
    .join('|');
}

function pathCases(model: CompletionModel): string {
  return allPaths(model)
    .map((path) => {
      const command = model.commands.find(({ words }) => words.join(' ') === path.join(' '));
      const flags = command?.flags ?? [];
      const next = nextWords(model, path).map(({ words }) => words.at(-1) ?? '');
      const own = path.length === 0 ? ['--help', '--version'] : ['--help'];
      const parts = [
        ['words', path.length === 0 ? [...next, 'help'] : next],
        ['flags', command ? flags.flatMap(spellings) : own],
        ['valued', flags.filter((flag) => flag.values).flatMap(spellings)],
      ] as const;
      const set = parts
        .filter(([, list]) => list.length > 0)
        .map(([name, list]) => `${name}=${quote(list.join(' '))}`);
      return `    ${quote(path.join(' '))}) ${set.join(' ')} ;;`;
    })
    .join('\n');
}

function spellings({ name, char }: { readonly name: string; readonly char: string | undefined }): string[] {
  return [...(char ? [`-${char}`] : []), `--${name}`];
}

/** One case per set of values, for all places that take it. */
function valueCases(model: CompletionModel): string {
  const places = new Map<string, string[]>();
  const add = (place: string, values: Values | undefined): void => {
    if (!values) return;
    const text = assignment(values);
    places.set(text, [...(places.get(text) ?? []), quote(place)]);
  };
  for (const { words, flags, args } of model.commands) {
    const path = words.join(' ');
    for (const flag of flags) for (const spelling of spellings(flag)) add(`${path} ${spelling}`, flag.values);
    for (const [at, arg] of args.entries()) add(`${path} ${at}`, arg.values);
  }
  // A value of any kind must not be completed with the names of commands.
  return [...places]
    .filter(([text]) => text !== '')
    .map(([text, names]) => `    ${names.join('|')}) ${text} ;;`)
    .join('\n');
}

function assignment(values: Values): string {
  if (values.kind === 'any') return '';
  if (values.kind !== 'words') return `kind=${values.kind}`;
  return `kind=${values.list ? 'list' : 'words'} values=${quote(values.words.join(' '))}`;
}

/** One word for a POSIX shell. */
function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
