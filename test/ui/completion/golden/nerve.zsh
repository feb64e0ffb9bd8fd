#compdef nerve
# zsh completion for nerve 1.2.3. To use it, behind compinit: eval "$(nerve completion zsh)"

_nerve() {
  local at="" curcontext="$curcontext"
  local -i i=2 ret=1
  local -a next
  (( CURRENT > 2 )) && [[ ${words[2]} == help ]] && i=3
  while (( i < CURRENT )); do
    case "${at:+$at }${words[i]}" in
      ('agents'|'agents add'|'agents import'|'agents list'|'completion'|'config'|'config set'|'sync') at="${at:+$at }${words[i]}" ;;
      (*) break ;;
    esac
    (( i++ ))
  done
  # From here the last command word counts as the program.
  (( i > 2 )) && shift $(( i - 2 )) words && (( CURRENT -= i - 2 ))
  case "$at" in
    ('')
      if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then
        next=('agents:Agents'\'' settings.' 'completion:' 'config:Settings.' 'sync:Bring all up to date.' 'help:Show help for a command.')
        _describe -t commands 'command' next && ret=0
      fi
      [[ $PREFIX == -* ]] && _arguments -s -S '(- *)'{-h,--help}'[Show help.]' \
        '(- *)'{-V,--version}'[Show the version.]' && ret=0
      ;;
    ('agents')
      if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then
        next=('add:Add an agent: it'\''s `easy` & $HOME costs nothing \ "so".' 'import:Import.' 'list:List agents.')
        _describe -t commands 'command' next && ret=0
      fi
      [[ $PREFIX == -* ]] && _arguments -s -S '(- *)'{-h,--help}'[Show help.]' && ret=0
      ;;
    ('agents add')
      _arguments -s -S '--auth=[How.]:auth:(auto inline env)' \
        '(-h --help)'{-h,--help}'[Show help.]' \
        '--home=[nerve'\''s own folder.]:home:_files -/' \
        '--json[One JSON envelope\: \[data\].]' \
        '(-q --quiet)'{-q,--quiet}'[Less.]' \
        '1:agent:(codex claude-code)' && ret=0
      ;;
    ('agents import')
      _arguments -s -S '(-h --help)'{-h,--help}'[Show help.]' \
        '--json[One JSON envelope\: \[data\].]' \
        '1:agent:(codex claude-code)' \
        '2:agent:(codex claude-code)' && ret=0
      ;;
    ('agents list')
      _arguments -s -S '(-h --help)'{-h,--help}'[Show help.]' \
        '--home=[nerve'\''s own folder.]:home:_files -/' \
        '--json[One JSON envelope\: \[data\].]' && ret=0
      ;;
    ('completion')
      _arguments -s -S '(-h --help)'{-h,--help}'[Show help.]' \
        '--json[One JSON envelope\: \[data\].]' \
        '1:shell:(bash zsh)' && ret=0
      ;;
    ('config')
      if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then
        next=('set:Set a key.')
        _describe -t commands 'command' next && ret=0
      fi
      [[ $PREFIX == -* ]] && _arguments -s -S '(- *)'{-h,--help}'[Show help.]' && ret=0
      ;;
    ('config set')
      _arguments -s -S '(-h --help)'{-h,--help}'[Show help.]' \
        '--json[One JSON envelope\: \[data\].]' \
        '1:key:(hub.url agents.codex.auth)' \
        '2:value: ' && ret=0
      ;;
    ('sync')
      _arguments -s -S '*'{-a+,--agent=}'[Only these.]:agent:_sequence compadd - codex claude-code' \
        '--color[Colours.]' \
        '(-h --help)'{-h,--help}'[Show help.]' \
        '--home=[nerve'\''s own folder.]:home:_files -/' \
        '--input=[A file.]:input:_files' \
        '--name=[A name.]:name: ' \
        '--no-color[Colours.]' && ret=0
      ;;
  esac
  return ret
}

if [[ "${funcstack[1]}" == _nerve ]]; then
  _nerve "$@"
elif (( $+functions[compdef] )); then
  compdef _nerve nerve
else
  print -u2 -- 'nerve: for completions run "autoload -Uz compinit && compinit" first'
fi
