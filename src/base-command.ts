/** What all commands share: common flags, the context, one rendering of results and errors. */
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type { ChangeRequest } from './lib/agents/sync/change-agents.ts';
import type { Context, Log } from './lib/base/config/context.ts';
import { EXIT, UserError } from './lib/base/kernel/errors.ts';
import { createContext } from './lib/setup/create-context.ts';
import { describeError, type Envelope, toNerveError } from './ui/envelope.ts';
import { createStyle, type Style, wantsColor } from './ui/style.ts';

/** What a command hands back to be printed. */
export interface Result {
  /** For `--json`; plain data. */
  readonly data: unknown;
  /** For people, on stdout. Nothing is printed when it is empty. */
  readonly text?: string;
  readonly exit?: number;
  readonly warnings?: readonly string[];
}

/** What a command may use beyond its flags. */
export interface Session extends Context {
  /** Paints for stdout. */
  readonly style: Style;
  /** Paints for stderr. */
  readonly errStyle: Style;
  /** A person can be asked: stdin and stderr are terminals, not in CI, not `--json`. */
  readonly interactive: boolean;
  readonly json: boolean;
}

export const commonFlags = {
  json: Flags.boolean({ description: 'Print one JSON envelope to stdout.', helpGroup: 'GLOBAL' }),
  'no-color': Flags.boolean({ description: 'No colours; NO_COLOR does the same.', helpGroup: 'GLOBAL' }),
  home: Flags.string({
    description: "nerve's own folder.",
    env: 'NERVE_HOME',
    noCacheDefault: true,
    helpGroup: 'GLOBAL',
    helpValue: 'DIR',
  }),
  quiet: Flags.boolean({ char: 'q', description: 'Only results and warnings.', helpGroup: 'GLOBAL' }),
  verbose: Flags.boolean({ char: 'v', description: 'Also say what is going on.', helpGroup: 'GLOBAL' }),
};

type AskConflicts = NonNullable<ChangeRequest['ask']>;

interface CommonValues {
  readonly json: boolean;
  readonly 'no-color': boolean;
  readonly home: string | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export abstract class NerveCommand extends Command {
  static override baseFlags = commonFlags;
  /** The command only looks, so root may run it in another user's home. */
  protected readonly harmless: boolean = false;

  /** Does the work. Throws; printing is the base's job. */
  protected abstract execute(session: Session): Promise<Result>;

  override async run(): Promise<void> {
    const common = this.commonValues();
    const log = createLog(common);
    try {
      const { flags } = await this.parse(this.ctor as typeof NerveCommand);
      const context = await createContext({
        env: { ...process.env, ...this.environment(flags) },
        homeFlag: common.home,
        log,
        version: this.config.version,
        root: this.config.root,
        harmless: this.harmless,
        extraRoots: [],
      });
      const result = await this.execute({ ...context, ...this.terminal(common) });
      this.report(result, common, log, [...context.config.warnings, ...(result.warnings ?? [])]);
    } catch (error) {
      this.reportError(error, common);
    }
  }

  /** Asking about conflicts, where the policy is to ask and a person is there. */
  protected async askIfPossible(session: Session, flag: string | undefined): Promise<{ ask?: AskConflicts }> {
    const policy = flag ?? session.config.text('external_agents.conflict_policy');
    if (policy !== 'ask' || !session.interactive) return {};
    const { askConflicts } = await import('./ui/ask.ts');
    return { ask: (conflicts) => askConflicts(conflicts, session.paths) };
  }

  /** Flags that stand for an environment variable of the library, such as the workspace. */
  protected environment(_flags: Readonly<Record<string, unknown>>): Record<string, string> {
    return {};
  }

  /** The common flags, readable even when the command line as a whole is not valid. */
  private commonValues(): CommonValues {
    const argv = this.argv.includes('--') ? this.argv.slice(0, this.argv.indexOf('--')) : this.argv;
    const at = argv.indexOf('--home');
    const inline = argv.find((arg) => arg.startsWith('--home='))?.slice('--home='.length);
    return {
      json: argv.includes('--json'),
      'no-color': argv.includes('--no-color'),
      home: inline ?? (at >= 0 ? argv[at + 1] : undefined),
      quiet: argv.includes('--quiet') || argv.includes('-q'),
      verbose: argv.includes('--verbose') || argv.includes('-v'),
    };
  }

  private terminal(common: CommonValues): Pick<Session, 'style' | 'errStyle' | 'interactive' | 'json'> {
    const { env } = process;
    const wishes = { env, noColor: common['no-color'] };
    const isCI = !['', '0', 'false'].includes(env.CI ?? '');
    return {
      style: createStyle(!common.json && wantsColor({ ...wishes, isTTY: process.stdout.isTTY === true })),
      errStyle: createStyle(wantsColor({ ...wishes, isTTY: process.stderr.isTTY === true })),
      interactive: Boolean(process.stdin.isTTY && process.stderr.isTTY) && !isCI && !common.json,
      json: common.json,
    };
  }

  private report(result: Result, common: CommonValues, log: Log, warnings: readonly string[]): void {
    const exit = result.exit ?? EXIT.ok;
    if (common.json) {
      this.printEnvelope({
        ok: exit === EXIT.ok,
        command: this.commandName(),
        version: this.config.version,
        data: result.data,
        warnings,
      });
    } else {
      for (const warning of warnings) log.warn(warning);
      if (result.text) process.stdout.write(result.text.endsWith('\n') ? result.text : `${result.text}\n`);
    }
    process.exitCode = exit;
  }

  private reportError(thrown: unknown, common: CommonValues): void {
    const error = toNerveError(fromParser(thrown));
    process.exitCode = error.exit;
    if (common.json) {
      this.printEnvelope({
        ok: false,
        command: this.commandName(),
        version: this.config.version,
        data: null,
        warnings: [],
        error: describeError(error),
      });
      return;
    }
    const { errStyle } = this.terminal(common);
    const lines = [`${errStyle.red('error')} ${error.message}`];
    if (error.hint) lines.push(`  ${errStyle.dim('→')} ${error.hint}`);
    if (common.verbose && error.kind === 'bug' && error.cause instanceof Error && error.cause.stack) {
      lines.push(error.cause.stack);
    }
    process.stderr.write(`${lines.join('\n')}\n`);
  }

  private printEnvelope(envelope: Envelope): void {
    process.stdout.write(`${JSON.stringify(envelope, null, 2)}\n`);
  }

  private commandName(): string {
    return (this.id ?? '').replaceAll(':', ' ');
  }
}

function createLog(common: CommonValues): Log {
  const color = wantsColor({ env: process.env, noColor: common['no-color'], isTTY: process.stderr.isTTY === true });
  const style = createStyle(color);
  const write = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  return {
    info: (message) => {
      if (!common.quiet && !common.json) write(message);
    },
    warn: (message) => write(`${style.yellow('warning')} ${message}`),
    debug: (message) => {
      if (common.verbose) write(style.dim(message));
    },
  };
}

/** oclif's parser errors become usage errors with one plain sentence. */
function fromParser(error: unknown): unknown {
  const isParser = error instanceof Error && 'oclif' in error && !('kind' in error);
  if (!isParser) return error;
  const [first = 'The command line is not valid'] = error.message.split('\nSee more help')[0]?.split('\n') ?? [];
  const rest = error.message.split('\nSee more help')[0]?.split('\n').slice(1).map((line) => line.trim()) ?? [];
  const message = [first.replace(/:$/, ''), ...rest.filter(Boolean)].join(': ');
  return new UserError(message, { code: 'usage', hint: 'see --help', cause: error });
}
