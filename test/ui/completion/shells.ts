/** Asks real shells what a command line completes to. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../../support/temp.ts';

/** Gives the candidates for each line, sorted, without what the shell adds for display. */
export type Complete = (script: string, lines: readonly string[]) => string[][];

interface ShellUnderTest {
  readonly name: 'bash' | 'zsh' | 'fish';
  readonly complete: Complete;
}

const ALL: readonly ShellUnderTest[] = [
  { name: 'bash', complete: completeInBash },
  { name: 'zsh', complete: completeInZsh },
  { name: 'fish', complete: completeInFish },
];

/** The shells on this machine. */
export const shells = ALL.filter(({ name }) => spawnSync(name, ['--version']).status === 0);

/** A folder to complete in, with the script in it. */
function workplace(script: string): string {
  const folder = tempDir();
  mkdirSync(join(folder, 'one'));
  mkdirSync(join(folder, 'two words'));
  writeFileSync(join(folder, 'note.txt'), '');
  writeFileSync(join(folder, '.script'), script);
  return folder;
}

function runShell(name: string, args: readonly string[], folder: string, input = ''): string {
  const { status, stdout, stderr } = spawnSync(name, args, {
    cwd: folder,
    input,
    encoding: 'utf8',
    timeout: 20_000,
    env: { HOME: folder, PATH: process.env.PATH, TERM: 'dumb', LC_ALL: 'C.UTF-8' },
  });
  if (status !== 0) throw new Error(`${name} ended with ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

function split(output: string, lines: readonly string[], clean: (line: string) => string): string[][] {
  const blocks = output.split(/^=== \d+$/m).slice(1);
  return lines.map((_, at) => {
    const found = (blocks[at] ?? '').split('\n').map(clean).filter(Boolean);
    return [...new Set(found)].sort();
  });
}

/** bash splits the line itself, by COMP_WORDBREAKS; here by blanks and `=`, as it does. */
function completeInBash(script: string, lines: readonly string[]): string[][] {
  const folder = workplace(script);
  const calls = lines.map((line, at) => {
    const words = line.replace(/=/g, ' = ').split(/ +/);
    if (line.endsWith('=')) words.pop();
    const list = words.map((word) => `'${word}'`).join(' ');
    return `echo '=== ${at}'; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _nerve; for c in "\${COMPREPLY[@]}"; do if [ -d "$c" ]; then echo "$c/"; else echo "$c"; fi; done`;
  });
  const output = runShell(
    'bash',
    ['--norc', '--noprofile', '-u', '-c', ['source ./.script', 'complete -p nerve >&2', ...calls].join('\n')],
    folder,
  );
  return split(output, lines, (line) => line);
}

function completeInFish(script: string, lines: readonly string[]): string[][] {
  const folder = workplace(script);
  const calls = lines.map((line, at) => `echo '=== ${at}'; complete -C '${line}'`);
  const output = runShell('fish', ['--no-config', '-c', ['source ./.script', ...calls].join('\n')], folder);
  return split(output, lines, (line) => line.split('\t')[0] ?? '');
}

/**
 * zsh completes only in its line editor, so it runs in a pseudo-terminal of its own module; there one key asks for all
 * lines, and `compadd` is replaced by one that notes what it is given.
 */
function completeInZsh(script: string, lines: readonly string[]): string[][] {
  const folder = workplace(script);
  writeFileSync(
    join(folder, '.inner'),
    `PROMPT='READY> ' RPROMPT=
autoload -Uz compinit && compinit -u -D
source ./.script
zstyle ':completion:*' completer _complete
compadd() {
  if [[ " $* " == *' -O '* || " $* " == *' -A '* || " $* " == *' -D '* ]]; then builtin compadd "$@"; return; fi
  local -a hits
  builtin compadd -A hits "$@"
  local hit
  for hit in $hits; do
    if [[ -d $hit ]]; then hit="$hit/"; fi
    print -r -- "$IPREFIX$hit" >> .found
  done
  return 1
}
ask() {
  local line
  local -i at=0
  for line in ${lines.map(quoted).join(' ')}; do
    print -r -- "=== $at" >> .found
    BUFFER=$line CURSOR=$#line
    zle complete-word
    (( at++ ))
  done
  BUFFER=exit
  zle accept-line
}
zle -N ask
bindkey '^Xg' ask
`,
  );
  const outer = `zmodload zsh/zpty
zpty inner 'zsh -f -i'
zpty -w -n inner $'source ./.inner\n'
zpty -r -m inner output '*READY> *'
zpty -w -n inner $'\\C-xg'
while zpty -r inner output; do :; done
zpty -d inner
`;
  runShell('zsh', ['-f', '-c', outer], folder);
  return split(readFileSync(join(folder, '.found'), 'utf8'), lines, (line) => line);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
