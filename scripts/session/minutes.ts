/** The first five minutes, as data: what a newcomer types, and what is said about it. */

export interface Stop {
  /** Words above the screen, Markdown. */
  readonly says: string;
  /** What the screen shows when the question stands. */
  readonly until: RegExp;
  readonly types?: string;
  readonly press: readonly string[];
}

export interface Step {
  /** As typed into a shell. */
  readonly command: string;
  /** Where keys are needed before it ends. */
  readonly stops?: readonly Stop[];
  /** Words above what it shows at its end, where there are stops. */
  readonly atEnd?: string;
  /** Runs in the project of a copy of the home. */
  readonly inCopy?: true;
  /** Words for a long output that is folded away. */
  readonly folded?: string;
  /** It listens at a port of its own, so only the recording runs it. */
  readonly serves?: true;
  /** Left out of the picture. */
  readonly unfilmed?: true;
}

export interface Minute {
  readonly title: string;
  /** Words and commands in their order; words are Markdown. */
  readonly parts: readonly (string | Step)[];
}

/** All files of the home with their hashes; what Codex itself makes anew whenever it starts is left out. */
const HASHES = 'find . -path ./.codex/tmp -prune -o -type f -exec sha256sum {} + | sort -k2';

const QUESTIONS: readonly Stop[] = [
  {
    says: 'The agents on this machine are marked. Enter takes them.',
    until: /Which agents\?[\s\S]*submit/,
    press: ['Enter'],
  },
  {
    says:
      'Both agents have a memory file. What is about this machine only is named; it will go to a file that no other ' +
      'machine gets. `y`, Enter.',
    until: /Import it\?/,
    types: 'y',
    press: ['Enter'],
  },
  {
    says: 'Enter takes what is marked.',
    until: /do unasked\?[\s\S]*select/,
    press: ['Enter'],
  },
  { says: 'A name, for `USER.md`.', until: /Your name/, types: 'Ann', press: ['Enter'] },
  { says: 'The time zone is guessed; Enter takes it.', until: /Your time zone/, press: ['Enter'] },
  {
    says: 'Now everything is known, and nothing is written yet. Down, Enter: the text first.',
    until: /Write these files\?[\s\S]*select/,
    press: ['Down', 'Enter'],
  },
  {
    says: 'The end of the text, which is that of minute 1 with the answers in it, and the question again. Enter writes.',
    until: /\n\+# Remember[\s\S]*Write these files\?[\s\S]*select$/,
    press: ['Enter'],
  },
];

export const MINUTES: readonly Minute[] = [
  {
    title: 'Minute 0: what it is, what it found',
    parts: [
      'The home of this newcomer: Codex and Claude Code are in use, each with a memory file, Codex with settings and an ' +
        'MCP server. Before anything else, the hashes of all files, for minute 5. (`~/.codex/tmp` is left out: Codex ' +
        'makes a new folder there even when it is only asked for its version.)',
      { command: `${HASHES} | tee ../before`, unfilmed: true },
      'Without arguments nerve says what it is and what it found, and writes nothing.',
      { command: 'nerve' },
    ],
  },
  {
    title: 'Minute 1: what would be written',
    parts: [
      'One line for each file; still nothing is written.',
      { command: 'nerve init --dry-run' },
      'With `--diff` it shows the text, still without writing.',
      { command: 'nerve init --diff', folded: 'All of it', unfilmed: true },
    ],
  },
  {
    title: 'Minute 2: the wizard',
    parts: [
      'Keys in a real terminal. Each block is what the screen shows since the one before.',
      {
        command: 'nerve init',
        stops: QUESTIONS,
        atEnd:
          'The end: what changed, where the copies are, how to undo it, and the same run as one command line. There is no ' +
          'question about the hub at login, because this machine has no manager of services for the user.',
      },
    ],
  },
  {
    title: 'Minute 3: the hub, and is all well?',
    parts: [
      'The hub, here for three seconds only; you would leave it running in a terminal of its own.',
      { command: 'timeout --preserve-status 3 nerve serve 2>/dev/null', serves: true },
      'And everything examined:',
      { command: 'nerve doctor' },
    ],
  },
  {
    title: 'Minute 4: the agent knows',
    parts: [
      'The real Codex, in the project, in a copy of this home, because it keeps sessions and databases of its own and ' +
        'minute 5 compares every file. Its model is a script on this machine that answers every request with “done”: what ' +
        'matters is what the model is told. (`2>/dev/null` hides what Codex says about itself, also that the hub has been ' +
        'stopped again.)',
      { command: "codex exec 'What do you know about me?' 2>/dev/null", inCopy: true },
      'What Codex sent has been kept in `request.txt`. From it, the part of the bundle about the user, with a rule that ' +
        'only Claude Code had before:',
      { command: `sed -n '/^# USER$/,/^# Remember$/p' request.txt`, inCopy: true },
      '`nerve ingest` takes in what your agents wrote on disk ([ingest.md](ingest.md)); searching it (`nerve search`) comes later.',
    ],
  },
  {
    title: 'Minute 5: and gone again',
    parts: [
      'What leaving would do:',
      { command: 'nerve uninstall --dry-run', unfilmed: true },
      'And leaving:',
      { command: 'nerve uninstall --yes' },
      'The same list of hashes, compared with that of minute 0. No file is new, none is missing, none differs. (The script ' +
        'that records this page also compares the modes of all files and folders, and stops where one differs.)',
      { command: `${HASHES} | tee ../after` },
      { command: 'diff ../before ../after && echo identical' },
    ],
  },
];

/** The commands alone, in their order. */
export function stepsOf(minutes: readonly Minute[]): Step[] {
  return minutes.flatMap(({ parts }) => parts).filter((part) => typeof part !== 'string');
}
