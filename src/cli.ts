/** The way from the command line to a command: version, help, unknown commands, and everything else to oclif. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nearest } from './lib/base/kernel/nearest.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs one command line; sets the exit code and never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) return printVersion();
  const { Config, run } = await import('./oclif.ts');
  const config = await Config.load({ root: ROOT });
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv];
  if (words.every((word) => word.startsWith('-') && word !== '--help' && word !== '-h')) words.unshift('welcome');
  const unknown = unknownCommand(config, words);
  if (unknown) return reportUnknown(config, unknown, words);
  try {
    await run(words, config);
  } catch (error) {
    await reportFailure(error);
  }
}

function printVersion(): void {
  const { name, version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
}

interface Commands {
  readonly commandIDs: string[];
  readonly topics: { readonly name: string }[];
}

/** The words before the first flag if they name neither a command nor a topic. */
function unknownCommand(config: Commands, words: readonly string[]): string | undefined {
  const end = words.findIndex((word) => word.startsWith('-'));
  const names = end < 0 ? words : words.slice(0, end);
  const known = new Set([...config.commandIDs, ...config.topics.map((topic) => topic.name)]);
  const [first = '', second] = names;
  if (first === '' || !known.has(first)) return first === '' ? undefined : first;
  const isTopicOnly = !config.commandIDs.includes(first);
  return isTopicOnly && second !== undefined && !known.has(`${first}:${second}`) ? `${first} ${second}` : undefined;
}

function reportUnknown(config: Commands, name: string, words: readonly string[]): void {
  const candidates = config.commandIDs.map((id) => id.replaceAll(':', ' '));
  const guess = nearest(name, candidates);
  const hint = guess ? `did you mean \`nerve ${guess}\`?` : 'see `nerve --help`';
  const message = `There is no command \`nerve ${name}\``;
  process.exitCode = 2;
  if (words.includes('--json')) {
    const error = { code: 'unknown-command', kind: 'usage', message, hint, retryable: false };
    const envelope = { ok: false, command: name, version: '', data: null, warnings: [], error };
    process.stdout.write(`${JSON.stringify(envelope, null, 2)}\n`);
  } else {
    process.stderr.write(`error ${message}\n  → ${hint}\n`);
  }
}

async function reportFailure(error: unknown): Promise<void> {
  const isExit = error instanceof Error && 'oclif' in error;
  const code = isExit ? (error.oclif as { exit?: number }).exit : undefined;
  if (isExit && (code === 0 || error.message.startsWith('EEXIT'))) {
    process.exitCode = code ?? 0;
    return;
  }
  const { toNerveError } = await import('./ui/envelope.ts');
  const known = toNerveError(error);
  process.stderr.write(`error ${known.message}\n${known.hint ? `  → ${known.hint}\n` : ''}`);
  process.exitCode = known.exit;
}

/** `nerve … | head` is no failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
