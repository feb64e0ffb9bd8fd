/** The rounds of a watch and what is remembered between them. */
import type { Context, Log } from '../../../base/config/context.ts';
import { CONFLICT_POLICIES, type ConflictPolicy } from '../../../base/config/settings.ts';
import { UnavailableError, UserError } from '../../../base/kernel/errors.ts';
import type { FileSnapshot } from '../../../base/system/system.ts';
import type { Interest } from '../../../base/system/watch.ts';
import { agentByName } from '../../registry/registry.ts';
import type { WatchedAgent, WatchFact } from './events.ts';
import { agentsIn, changedFacts, errorProblem, problemsIn } from './facts.ts';
import { interestsOf } from './interests.ts';
import { filesOf, ledgerOf, type PassResult, runPass } from './pass.ts';
import { differences, type Problem, type Problems, problemsOf } from './problems.ts';
import { createTug } from './tug.ts';

export interface RoundsOptions {
  /** Builds a context from the settings as they are now. */
  readonly context: () => Promise<Context>;
  readonly log: Log;
  readonly agents: readonly string[] | undefined;
  /** Instead of the policy in the settings. */
  readonly policy: ConflictPolicy | undefined;
  readonly command: string;
  readonly tell: (fact: WatchFact) => void;
  /** Replaces what is listened to; whether something new is. */
  readonly listen: (interests: readonly Interest[]) => boolean;
  readonly isStopped: () => boolean;
  readonly monotonic: () => number;
}

export interface RoundEnd {
  /** The settings in force. */
  readonly context: Context;
  readonly agents: readonly WatchedAgent[];
  /** Milliseconds after which another round is due even if nothing happens. */
  readonly again?: number;
}

export interface Rounds {
  /** One round. Never throws for what is on disk: that is told. */
  run(): Promise<RoundEnd>;
}

/** What was planned for is not so any more: nothing was decided, the next round sees. */
class Outdated extends Error {}

const AGAIN_MS = 1000;
const MAX_AGAIN_MS = 60_000;

/** `first` is the context that the watch was started with. */
export function createRounds(first: Context, options: RoundsOptions): Rounds {
  const { tell, monotonic } = options;
  const tug = createTug();
  let good = first;
  let result: PassResult | undefined;
  let problems: Problems = new Map();
  let notices: ReadonlySet<string> = new Set();
  let failures = 0;
  let goodSettings = first.system.read(first.paths.config);

  /** The context to use, and the settings file to go by where the present one is not usable. */
  async function settings(
    errors: Problem[],
  ): Promise<{ context: Context; instead: FileSnapshot | undefined }> {
    try {
      const context = await options.context();
      if (!context.config.exists) throw notSetUp(context);
      for (const { name } of context.config.agents) agentByName(name);
      good = context;
      goodSettings = context.system.read(context.paths.config);
      return { context, instead: undefined };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(errorProblem(error));
      return { context: good, instead: goodSettings };
    }
  }

  /** Under the lock: what was waited for may have been an uninstall, or the end of the watch. */
  function assertCurrent(context: Context): void {
    if (options.isStopped() || !context.system.stat(context.paths.config)) throw new Outdated();
  }

  async function pass(context: Context, instead: FileSnapshot | undefined): Promise<PassResult> {
    const started = monotonic();
    const known = [...problems.values()].flatMap(({ event, fact }) =>
      event === 'conflict' ? [fact.id] : [],
    );
    const done = await runPass(context, {
      policy: tug.restsFor(started) ? 'ask' : (options.policy ?? policyOf(context)),
      agents: options.agents,
      command: options.command,
      known: new Set(known),
      assertCurrent: () => assertCurrent(context),
      settings: instead,
    });
    const taken = done.files.filter(({ items }) => items.some((item) => item.state === 'take-over'));
    for (const { file } of taken) tug.pull(file, started);
    const took = Math.round(monotonic() - started);
    options.log.debug(
      `round: ${done.files.length} files written, ${done.locked ? 'locked' : 'looked'}, ${took} ms`,
    );
    return done;
  }

  function tellNotices(context: Context): void {
    const resting = tug.restsFor(monotonic());
    const now = new Set([...context.config.warnings, ...(result?.notices ?? [])]);
    if (resting) now.add(`${resting} is changed back again and again, so nerve leaves it for ten minutes`);
    for (const message of now) if (!notices.has(message)) tell({ event: 'notice', message });
    notices = now;
  }

  function tellProblems(list: readonly Problem[]): void {
    const now = problemsOf(list);
    for (const fact of differences(problems, now)) tell(fact);
    problems = now;
  }

  return {
    async run() {
      const errors: Problem[] = [];
      let again: number | undefined;
      let isDone = false;
      try {
        const { context, instead } = await settings(errors);
        options.listen(interestsOf(context, filesOf(ledgerOf(context), result)));
        if (context.system.stat(context.paths.config)) {
          assertWorkspace(context);
          result = await pass(context, instead);
          isDone = true;
          failures = 0;
          for (const fact of changedFacts(result)) tell(fact);
        }
      } catch (error) {
        if (error instanceof Outdated) again = AGAIN_MS;
        else errors.push(errorProblem(error));
        if (error instanceof UnavailableError) again = Math.min(MAX_AGAIN_MS, AGAIN_MS * 2 ** failures++);
      }
      // A round that failed knows nothing new of the files.
      const before = [...problems.values()].filter((problem) => problem.event !== 'error');
      tellProblems([...(isDone && result ? problemsIn(result) : before), ...errors]);
      tellNotices(good);
      const ledger = ledgerOf(good);
      if (options.listen(interestsOf(good, filesOf(ledger, result)))) again = Math.min(again ?? AGAIN_MS, 1);
      const agents = agentsIn(good, ledger, result, options.agents);
      return { context: good, agents, ...(again === undefined ? {} : { again }) };
    },
  };
}

/** A folder that is gone is being moved or not mounted; agents would forget all they know. */
function assertWorkspace({ system, config }: Context): void {
  const folder = config.text('workspace');
  if (system.stat(folder)) return;
  throw new UserError(`The workspace ${folder} is not there; agents keep what they have until it is back`, {
    code: 'no-workspace',
    hint: 'bring it back, or name another one as `workspace` in the settings',
  });
}

/** What is said where there are no settings. */
export function notSetUp(context: Context): UserError {
  return new UserError(`nerve is not set up: there is no ${context.paths.config}`, {
    code: 'not-set-up',
    hint: 'nerve init',
  });
}

function policyOf(context: Context): ConflictPolicy {
  const value = context.config.text('external_agents.conflict_policy');
  return CONFLICT_POLICIES.find((policy) => policy === value) ?? 'ask';
}
