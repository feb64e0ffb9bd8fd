/** The way from the command line to a command; version, help and unknown commands are answered here. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { understand, wantsJson, wantsVersion } from './command-line.ts';
import type { Envelope } from './ui/envelope.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs one command line; sets the exit code and never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endOnWriteError);
  const json = wantsJson(argv);
  try {
    if (wantsVersion(argv)) printVersion(json);
    else await dispatch(argv, json);
  } catch (error) {
    await reportFailure(error, argv, json);
  }
}

/** Every command of nerve; see base-command.ts. */
type Startable = { start(args: readonly string[], config: unknown): Promise<void> };

async function dispatch(argv: readonly string[], json: boolean): Promise<void> {
  const { loadConfig } = await import('./oclif.ts');
  const config = await loadConfig(ROOT);
  const request = understand(argv, {
    commands: config.commands,
    topics: config.topics.map(({ name }) => name),
  });
  if (request.kind === 'run') {
    const command = await config.findCommand(request.id, { must: true }).load();
    await (command as unknown as Startable).start(request.args, config);
    return;
  }
  if (request.kind === 'unknown') {
    const { UserError } = await import('./lib/base/kernel/errors.ts');
    throw new UserError(`There is no command \`nerve ${request.name}\``, {
      code: 'unknown-command',
      hint: request.guess ? `did you mean \`nerve ${request.guess}\`?` : 'see `nerve --help`',
    });
  }
  if (json) {
    const commands = config.commands
      .map(({ id, hidden, summary }) => ({ hidden, command: id.replaceAll(':', ' '), summary }))
      .filter(
        ({ hidden, command }) =>
          !hidden && `${command} `.startsWith(`${request.words.join(' ')} `.trimStart()),
      )
      .map(({ command, summary }) => ({ command, summary }));
    printEnvelope({ ok: true, command: 'help', version: config.version, data: { commands }, warnings: [] });
    return;
  }
  const { helpText } = await import('./help.ts');
  const color = await wantsColorOn(process.stdout, argv);
  process.stdout.write(await helpText(config, request.words, color));
}

function printVersion(json: boolean): void {
  const { name, version } = readPackage();
  const platform = `${process.platform}-${process.arch}`;
  if (!json) process.stdout.write(`${name}/${version} ${platform} node-${process.version}\n`);
  else
    printEnvelope({
      ok: true,
      command: 'version',
      version,
      data: { name, version, platform, node: process.version },
      warnings: [],
    });
}

/** What went wrong before a command could report it itself. */
async function reportFailure(error: unknown, argv: readonly string[], json: boolean): Promise<void> {
  const { describeError, toNerveError } = await import('./ui/envelope.ts');
  const known = toNerveError(error);
  process.exitCode = known.exit;
  if (json) {
    const { version } = readPackage();
    printEnvelope({ ok: false, command: '', version, data: null, warnings: [], error: describeError(known) });
    return;
  }
  const { errorText } = await import('./ui/error-text.ts');
  const { createStyle } = await import('./ui/style.ts');
  process.stderr.write(errorText(known, await createStyle(await wantsColorOn(process.stderr, argv))));
}

async function wantsColorOn(stream: NodeJS.WriteStream, argv: readonly string[]): Promise<boolean> {
  const { wantsColor } = await import('./ui/style.ts');
  const noColor = argv.includes('--no-color');
  return wantsColor({ env: process.env, isTTY: stream.isTTY === true, noColor });
}

function printEnvelope(envelope: Envelope): void {
  process.stdout.write(`${JSON.stringify(envelope, null, 2)}\n`);
}

function readPackage(): { readonly name: string; readonly version: string } {
  return JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
}

/** `nerve … | head` is no failure; a full disk is one. */
function endOnWriteError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`error the output cannot be written: ${error.message}\n`);
  process.exit(5);
}
