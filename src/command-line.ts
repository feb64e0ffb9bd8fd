/** What a command line asks for: a version, help, a command, or something that does not exist. Pure. */
import { nearest } from './lib/base/kernel/nearest.ts';

export interface Known {
  /** Ids as oclif has them: `agents:list`. */
  readonly commands: readonly { readonly id: string; readonly hidden: boolean }[];
  readonly topics: readonly string[];
}

export type Request =
  /** The words name a command or a topic; none of them: everything. */
  | { readonly kind: 'help'; readonly words: readonly string[] }
  | { readonly kind: 'run'; readonly id: string; readonly args: readonly string[] }
  | { readonly kind: 'unknown'; readonly name: string; readonly guess: string | undefined };

/** `nerve` alone. */
const WELCOME = 'welcome';

/** Whether the version is asked for before any command is named. */
export function wantsVersion(argv: readonly string[]): boolean {
  const { leading } = splitLeading(argv);
  return leading.some((word, at) => (word === '--version' || word === '-V') && leading[at - 1] !== '--home');
}

/** Whether `--json` is among the flags, readable even when the command line as a whole is not valid. */
export function wantsJson(argv: readonly string[]): boolean {
  return flagsOf(argv).includes('--json');
}

/** Reads a command line. Flags before the command count as if they stood behind it. */
export function understand(argv: readonly string[], known: Known): Request {
  const { leading, rest } = splitLeading(argv);
  const asksHelp = rest[0] === 'help' || flagsOf(argv).some((word) => word === '--help' || word === '-h');
  const words = leadingWords(rest[0] === 'help' ? rest.slice(1) : rest);
  if (words[0] === 'help') return { kind: 'help', words: [] };
  if (words.length === 0)
    return asksHelp ? { kind: 'help', words: [] } : { kind: 'run', id: WELCOME, args: [...leading, ...rest] };
  const ids = new Set(known.commands.map((command) => command.id));
  for (let count = words.length; count > 0; count--) {
    const id = words.slice(0, count).join(':');
    if (!ids.has(id)) continue;
    if (asksHelp) return { kind: 'help', words: words.slice(0, count) };
    return { kind: 'run', id, args: [...leading, ...rest.slice(count)] };
  }
  if (known.topics.includes(words.join(':'))) return { kind: 'help', words };
  return unknown(words, known);
}

/** The first words that lead nowhere, and what may have been meant. */
function unknown(words: readonly string[], known: Known): Request {
  let good = 0;
  while (known.topics.includes(words.slice(0, good + 1).join(':'))) good++;
  const candidates = [
    ...known.commands.filter((command) => !command.hidden).map(({ id }) => id),
    ...known.topics,
  ];
  const names = candidates.map((id) => id.replaceAll(':', ' '));
  const name = words.slice(0, good + 1).join(' ');
  return {
    kind: 'unknown',
    name,
    guess: nearest(words.slice(0, good + 2).join(' '), names) ?? nearest(name, names),
  };
}

/** Flags before the first word; only `--home` takes the next word with it. */
function splitLeading(argv: readonly string[]): { leading: readonly string[]; rest: readonly string[] } {
  let end = 0;
  while (argv[end]?.startsWith('-') && argv[end] !== '--') end += argv[end] === '--home' ? 2 : 1;
  return { leading: argv.slice(0, end), rest: argv.slice(end) };
}

function leadingWords(words: readonly string[]): readonly string[] {
  const end = words.findIndex((word) => word.startsWith('-'));
  return end < 0 ? words : words.slice(0, end);
}

function flagsOf(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).filter((word) => word.startsWith('-'));
}
