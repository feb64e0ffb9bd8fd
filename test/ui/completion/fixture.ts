/** A small command line with one of everything, for the completion scripts. */
import { completionModel, type ManifestCommand } from '../../../src/ui/completion/model.ts';

const home = { name: 'home', type: 'option', description: "nerve's own folder.", helpValue: 'DIR' } as const;
const json = { name: 'json', type: 'boolean', description: 'One JSON envelope: [data].' } as const;

const commands: ManifestCommand[] = [
  {
    id: 'agents:add',
    summary: 'Add an agent: it\'s `easy` & $HOME costs nothing \\ "so".',
    args: { agent: { name: 'agent' } },
    flags: {
      home,
      json,
      auth: { name: 'auth', type: 'option', options: ['auto', 'inline', 'env'], description: 'How.' },
      quiet: { name: 'quiet', char: 'q', type: 'boolean', description: 'Less.' },
      secret: { name: 'secret', type: 'boolean', hidden: true },
    },
  },
  {
    id: 'agents:import',
    summary: 'Import.',
    args: { agent: { name: 'agent', multiple: true } },
    flags: { json },
  },
  { id: 'agents:list', summary: 'List agents.', flags: { home, json } },
  {
    id: 'config:set',
    summary: 'Set a key.',
    args: { key: { name: 'key' }, value: { name: 'value' } },
    flags: { json },
  },
  { id: 'completion', args: { shell: { name: 'shell', options: ['bash', 'zsh'] } }, flags: { json } },
  {
    id: 'sync',
    summary: 'Bring all up to date.',
    flags: {
      home,
      agent: {
        name: 'agent',
        char: 'a',
        type: 'option',
        multiple: true,
        delimiter: ',',
        description: 'Only these.',
      },
      color: { name: 'color', type: 'boolean', allowNo: true, description: 'Colours.' },
      input: { name: 'input', type: 'option', helpValue: 'FILE', description: 'A file.' },
      name: { name: 'name', type: 'option', description: 'A name.' },
    },
  },
  { id: 'welcome', hidden: true },
];

export const model = completionModel({
  bin: 'nerve',
  version: '1.2.3',
  commands,
  topics: [
    { name: 'config', description: 'Settings.' },
    { name: 'agents', description: "Agents' settings.\nMore." },
    { name: 'unused', description: 'A topic without commands.' },
  ],
  known: { agent: ['codex', 'claude-code'], key: ['hub.url', 'agents.codex.auth'] },
});

const FLAGS = {
  add: ['--auth', '--help', '--home', '--json', '--quiet'],
  sync: ['--agent', '--color', '--help', '--home', '--input', '--name', '--no-color'],
};

/** What a command line up to the cursor completes to. Folders: `one`, `two words`; a file: `note.txt`. */
export const CASES: readonly (readonly [line: string, candidates: readonly string[]])[] = [
  ['nerve ', ['agents', 'completion', 'config', 'help', 'sync']],
  ['nerve co', ['completion', 'config']],
  ['nerve agents ', ['add', 'import', 'list']],
  ['nerve agents l', ['list']],
  ['nerve help agents a', ['add']],
  ['nerve agents add ', ['claude-code', 'codex']],
  ['nerve agents add cl', ['claude-code']],
  ['nerve agents add --', FLAGS.add],
  ['nerve agents add codex ', []],
  ['nerve agents add --auth ', ['auto', 'env', 'inline']],
  ['nerve agents add --auth in', ['inline']],
  ['nerve agents add --auth env c', ['claude-code', 'codex']],
  ['nerve agents add -q --auth env co', ['codex']],
  ['nerve agents add --json codex --ho', ['--home']],
  ['nerve agents import ', ['claude-code', 'codex']],
  ['nerve agents import codex cl', ['claude-code']],
  ['nerve config set hub', ['hub.url']],
  ['nerve config set hub.url ', []],
  ['nerve completion ', ['bash', 'zsh']],
  ['nerve sync --', FLAGS.sync],
  ['nerve sync --agent cl', ['claude-code']],
  ['nerve sync -a cl', ['claude-code']],
  ['nerve sync --agent codex,cl', ['codex,claude-code']],
  ['nerve sync --name ', []],
  ['nerve sync --home o', ['one/']],
  ['nerve sync --input no', ['note.txt']],
  ['nerve agents add --auth=in', ['inline']],
  ['nerve sync --agent=codex,cl', ['codex,claude-code']],
  ['nerve sync --home=o', ['one/']],
  ['nerve nonsense ', []],
  ['nerve welc', []],
];
