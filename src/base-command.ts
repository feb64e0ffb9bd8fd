/** What all commands share: common flags, the context, one rendering of results and errors. */
import { homedir } from 'node:os';
import { Command } from '@oclif/core/command';
import type { Config } from '@oclif/core/config';
import * as Flags from '@oclif/core/flags';
import type { ChangeRequest } from './lib/agents/sync/change-agents.ts';
import { conflictPolicy } from './lib/base/config/conflict-policy.ts';
import type { Log } from './lib/base/config/context.ts';
import type { ConflictPolicy } from './lib/base/config/settings.ts';
import { EXIT, UserError } from './lib/base/kernel/errors.ts';
import { InterruptedError } from './lib/base/kernel/interrupt.ts';
import { createContext } from './lib/setup/create-context.ts';
import { describeError, type Envelope, toNerveError } from './ui/envelope.ts';
import { errorText } from './ui/error-text.ts';
import { listenForInterrupt } from './ui/interrupt.ts';
import { createLog } from './ui/log.ts';
import { fromParser } from './ui/parser-error.ts';
import type { Result, Session } from './ui/session.ts';
import { createStyle, wantsColor } from './ui/style.ts';

export type { Result, Session } from './ui/session.ts';

/** How long a command may take to reach a safe place after Ctrl-C. */
const STOP_GRACE_MS = 1500;

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

interface DecisionFlags {
  readonly conflict: string | undefined;
  readonly 'keep-going': boolean;
}

interface Decisions {
  readonly policy: ConflictPolicy;
  readonly keepGoing: boolean;
  readonly ask?: NonNullable<ChangeRequest['ask']>;
}

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
  /** The command shows or mends settings: a bad one is a warning, and its default counts. */
  protected readonly mendsConfig: boolean = false;

  /** The command takes nerve out of files, wherever it once wrote them. */
  protected readonly leaving: boolean = false;

  /** Does the work. Throws; printing is the base's job. */
  protected abstract execute(session: Session): Promise<Result>;

  /** Runs the command with a loaded configuration; oclif's `run` would load it again. */
  static async start(
    this: new (
      argv: string[],
      config: Config,
    ) => NerveCommand,
    argv: readonly string[],
    config: Config,
  ): Promise<void> {
    await new this([...argv], config)._run();
  }

  override async run(): Promise<void> {
    let common = this.commonValues();
    const interrupt = listenForInterrupt(this.harmless ? 0 : STOP_GRACE_MS, () => void this.endNow(common));
    try {
      const { flags } = await this.parse(inputOf(this.ctor as typeof NerveCommand));
      common = { ...common, ...flags, home: common.home };
      const styles = await stylesOf(common);
      const log = createLog({ ...common, style: styles.errStyle });
      const context = await createContext({
        env: { ...process.env, HOME: homeOfUser(), ...this.environment(flags) },
        homeFlag: common.home,
        log,
        version: this.config.version,
        root: this.config.root,
        harmless: this.harmless,
        tolerant: this.mendsConfig,
        leaving: this.leaving,
        namedFiles: await this.namedFiles(flags),
      });
      const result = await this.execute({
        ...context,
        ...styles,
        json: common.json,
        signal: interrupt.signal,
        get interactive() {
          return isInteractive(common);
        },
      });
      this.report(result, common, log, [...context.config.warnings, ...(result.warnings ?? [])]);
    } catch (error) {
      await this.reportError(error, common);
    } finally {
      interrupt.close();
    }
  }

  /** Ctrl-C where nothing looks for it; what was under way is undone by the next command that writes. */
  private async endNow(common: CommonValues): Promise<void> {
    await this.reportError(new InterruptedError('Interrupted', { code: 'interrupted' }), common);
    process.exit(EXIT.interrupted);
  }

  /** What holds for conflicts and refusals in this run; a person is asked where that is the policy and one is there. */
  protected async decisions(session: Session, flags: DecisionFlags): Promise<Decisions> {
    const policy = conflictPolicy(session.config, flags.conflict);
    const terms = { policy, keepGoing: flags['keep-going'] };
    if (policy !== 'ask' || !session.interactive) return terms;
    const { askConflicts } = await import('./ui/ask.ts');
    return { ...terms, ask: (conflicts) => askConflicts(conflicts, session.paths) };
  }

  /** Files that flags name for this one run; nerve may write them. */
  protected async namedFiles(_flags: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
    return [];
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

  private async reportError(thrown: unknown, common: CommonValues): Promise<void> {
    const error = toNerveError(fromParser(thrown, this.commandName()));
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
    const { errStyle } = await stylesOf(common);
    process.stderr.write(errorText(error, errStyle));
    if (common.verbose && error.kind === 'bug' && error.cause instanceof Error && error.cause.stack) {
      process.stderr.write(`${error.cause.stack}\n`);
    }
  }

  private printEnvelope(envelope: Envelope): void {
    process.stdout.write(`${JSON.stringify(envelope, null, 2)}\n`);
  }

  private commandName(): string {
    return (this.id ?? '').replaceAll(':', ' ');
  }
}

/** @throws UserError (`no-home`) for a user of a container that nobody gave a home. */
function homeOfUser(): string {
  if (process.env.HOME) return process.env.HOME;
  try {
    return homedir();
  } catch (cause) {
    throw new UserError('HOME is not set, and this user has no home directory', {
      code: 'no-home',
      hint: 'set HOME to a folder of yours',
      cause,
    });
  }
}

async function stylesOf(common: CommonValues): Promise<Pick<Session, 'style' | 'errStyle'>> {
  const { env, stdout, stderr } = process;
  const wishes = { env, noColor: common['no-color'] };
  return {
    style: await createStyle(!common.json && wantsColor({ ...wishes, isTTY: stdout.isTTY === true })),
    errStyle: await createStyle(wantsColor({ ...wishes, isTTY: stderr.isTTY === true })),
  };
}

function isInteractive({ json }: CommonValues): boolean {
  const { env, stdin, stderr } = process;
  const isCI = !['', '0', 'false'].includes(env.CI ?? '');
  return Boolean(stdin.isTTY && stderr.isTTY) && !isCI && !json;
}

/** What a command takes. oclif copies the class it is given, which leaves out what that class inherits. */
export function inputOf<T extends Pick<typeof Command, 'args' | 'flags' | 'baseFlags' | 'strict'>>({
  args,
  flags,
  baseFlags,
  strict,
}: T): Pick<T, 'args' | 'flags' | 'baseFlags' | 'strict'> {
  return { args, flags, baseFlags, strict };
}
