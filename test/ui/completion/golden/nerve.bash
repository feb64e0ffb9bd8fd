# bash completion for nerve 1.2.3. To use it: eval "$(nerve completion bash)"

# Prints the candidates for $1 among the words $2, after the prefix $3.
_nerve_words() {
  local IFS=' ' word
  set -f # runs in a subshell
  for word in $2; do
    case "$word" in "$1"*) printf '%s\n' "$3$word" ;; esac
  done
}

# Sets what may stand at "command words" + a flag, or + the number of an argument.
_nerve_values() {
  kind="" values=""
  case "$1" in
    'agents add --auth') kind=words values='auto inline env' ;;
    'agents add --home'|'agents list --home'|'sync --home') kind=directory ;;
    'agents add 0'|'agents import 0'|'agents import 1') kind=words values='codex claude-code' ;;
    'completion 0') kind=words values='bash zsh' ;;
    'config set 0') kind=words values='hub.url agents.codex.auth' ;;
    'sync -a'|'sync --agent') kind=list values='codex claude-code' ;;
    'sync --input') kind=file ;;
  esac
}

# Sets the words and flags that may follow the command words $1, and those of the flags that take a value.
_nerve_describe() {
  words="" flags="" valued=""
  case "$1" in
    '') words='agents completion config sync help' flags='--help --version' ;;
    agents) words='add import list' flags=--help ;;
    'agents add') flags='--auth -h --help --home --json -q --quiet' valued='--auth --home' ;;
    'agents import') flags='-h --help --json' ;;
    'agents list') flags='-h --help --home --json' valued=--home ;;
    completion) flags='-h --help --json' ;;
    config) words=set flags=--help ;;
    'config set') flags='-h --help --json' ;;
    sync) flags='-a --agent --color -h --help --home --input --name --no-color' valued='-a --agent --home --input --name' ;;
  esac
}

_nerve() {
  local cur="${COMP_WORDS[COMP_CWORD]}" path="" i=1 count=0 flag="" plain="" prefix=""
  local words="" flags="" valued="" kind="" values="" word line
  COMPREPLY=()
  [ "$COMP_CWORD" -gt 1 ] && [ "${COMP_WORDS[1]}" = help ] && i=2
  while [ "$i" -lt "$COMP_CWORD" ]; do
    case "$path${path:+ }${COMP_WORDS[i]}" in
      agents|'agents add'|'agents import'|'agents list'|completion|config|'config set'|sync) path="$path${path:+ }${COMP_WORDS[i]}" ;;
      *) break ;;
    esac
    i=$((i + 1))
  done
  _nerve_describe "$path"
  # What stands behind the command: flags with their values, and arguments. "--flag=value" may come as three words.
  while [ "$i" -lt "$COMP_CWORD" ]; do
    word="${COMP_WORDS[i]}"
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
      --*=*) flag="${cur%%=*}" prefix="${cur%%=*}=" cur="${cur#*=}" ;;
      -*) words="$flags" kind=words ;;
    esac
  fi
  if [ -n "$flag" ]; then
    _nerve_values "$path $flag"
    words="$values"
  elif [ "$kind" != words ]; then
    _nerve_values "$path $count"
    [ "$count" -eq 0 ] || words=""
    words="$words $values"
    [ -n "$kind" ] || kind=words
  fi
  case "$kind" in
    list)
      case "$cur" in *,*) prefix="$prefix${cur%,*}," cur="${cur##*,}" ;; esac
      compopt -o nospace 2>/dev/null
      ;;
    directory|file)
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do
        COMPREPLY[${#COMPREPLY[@]}]="$prefix$line"
      done < <(if [ "$kind" = directory ]; then compgen -d -- "$cur"; else compgen -f -- "$cur"; fi)
      return
      ;;
  esac
  while IFS= read -r line; do
    COMPREPLY[${#COMPREPLY[@]}]="$line"
  done < <(_nerve_words "$cur" "$words" "$prefix")
}

complete -F _nerve nerve
