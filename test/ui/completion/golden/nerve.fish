# fish completion for nerve 1.2.3.
# To use it: nerve completion fish > ~/.config/fish/completions/nerve.fish

# Whether the command words so far are exactly $argv[1] and, if given, $argv[2] arguments stand behind them.
function __nerve_at
    set -l words (commandline -opc)
    set -e words[1]
    if test "$words[1]" = help
        set -e words[1]
    end
    set -l path
    while set -q words[1]
        contains -- (string join ' ' $path $words[1]) 'agents' 'agents add' 'agents import' 'agents list' 'completion' 'config' 'config set' 'sync'
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
            if contains -- "$path $word" 'agents add --auth' 'agents add --home' 'agents list --home' 'sync -a' 'sync --agent' 'sync --home' 'sync --input' 'sync --name'
                set value yes
            end
        else
            set count (math $count + 1)
        end
    end
    test $count = $argv[2]
end

complete -c nerve -e
complete -c nerve -f
complete -c nerve -n '__nerve_at \'\' 0' -a 'agents' -d 'Agents\' settings.'
complete -c nerve -n '__nerve_at \'\' 0' -a 'completion' -d ''
complete -c nerve -n '__nerve_at \'\' 0' -a 'config' -d 'Settings.'
complete -c nerve -n '__nerve_at \'\' 0' -a 'sync' -d 'Bring all up to date.'
complete -c nerve -n '__nerve_at \'\' 0' -a help -d 'Show help for a command.'
complete -c nerve -n '__nerve_at \'\'' -s V -l version -d 'Show the version.'
complete -c nerve -n '__nerve_at \'\'' -s h -l help -d 'Show help.'
complete -c nerve -n '__nerve_at \'agents\' 0' -a 'add' -d 'Add an agent: it\'s `easy` & $HOME costs nothing \\ "so".'
complete -c nerve -n '__nerve_at \'agents\' 0' -a 'import' -d 'Import.'
complete -c nerve -n '__nerve_at \'agents\' 0' -a 'list' -d 'List agents.'
complete -c nerve -n '__nerve_at \'agents\'' -s h -l help -d 'Show help.'
complete -c nerve -n '__nerve_at \'agents add\' 0' -a 'codex claude-code'
complete -c nerve -n '__nerve_at \'agents add\'' -l auth -x -a 'auto inline env' -d 'How.'
complete -c nerve -n '__nerve_at \'agents add\'' -s h -l help -d 'Show help.'
complete -c nerve -n '__nerve_at \'agents add\'' -l home -x -a '(__fish_complete_directories)' -d 'nerve\'s own folder.'
complete -c nerve -n '__nerve_at \'agents add\'' -l json -d 'One JSON envelope: [data].'
complete -c nerve -n '__nerve_at \'agents add\'' -s q -l quiet -d 'Less.'
complete -c nerve -n '__nerve_at \'agents import\' 0' -a 'codex claude-code'
complete -c nerve -n '__nerve_at \'agents import\' 1' -a 'codex claude-code'
complete -c nerve -n '__nerve_at \'agents import\'' -s h -l help -d 'Show help.'
complete -c nerve -n '__nerve_at \'agents import\'' -l json -d 'One JSON envelope: [data].'
complete -c nerve -n '__nerve_at \'agents list\'' -s h -l help -d 'Show help.'
complete -c nerve -n '__nerve_at \'agents list\'' -l home -x -a '(__fish_complete_directories)' -d 'nerve\'s own folder.'
complete -c nerve -n '__nerve_at \'agents list\'' -l json -d 'One JSON envelope: [data].'
complete -c nerve -n '__nerve_at \'completion\' 0' -a 'bash zsh'
complete -c nerve -n '__nerve_at \'completion\'' -s h -l help -d 'Show help.'
complete -c nerve -n '__nerve_at \'completion\'' -l json -d 'One JSON envelope: [data].'
complete -c nerve -n '__nerve_at \'config\' 0' -a 'set' -d 'Set a key.'
complete -c nerve -n '__nerve_at \'config\'' -s h -l help -d 'Show help.'
complete -c nerve -n '__nerve_at \'config set\' 0' -a 'hub.url agents.codex.auth'
complete -c nerve -n '__nerve_at \'config set\'' -s h -l help -d 'Show help.'
complete -c nerve -n '__nerve_at \'config set\'' -l json -d 'One JSON envelope: [data].'
complete -c nerve -n '__nerve_at \'sync\'' -s a -l agent -x -a '(__fish_complete_list , \'printf "%s\\n" codex claude-code\')' -d 'Only these.'
complete -c nerve -n '__nerve_at \'sync\'' -l color -d 'Colours.'
complete -c nerve -n '__nerve_at \'sync\'' -s h -l help -d 'Show help.'
complete -c nerve -n '__nerve_at \'sync\'' -l home -x -a '(__fish_complete_directories)' -d 'nerve\'s own folder.'
complete -c nerve -n '__nerve_at \'sync\'' -l input -r -F -d 'A file.'
complete -c nerve -n '__nerve_at \'sync\'' -l name -x -d 'A name.'
complete -c nerve -n '__nerve_at \'sync\'' -l no-color -d 'Colours.'
