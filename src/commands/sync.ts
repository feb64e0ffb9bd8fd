import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../base-command.ts';
import { conflictsOf } from '../lib/agents/changes/change-set.ts';
import type { Outcome } from '../lib/agents/sync/change-agents.ts';
import { syncAgents } from '../lib/agents/sync/sync.ts';
import { parseDuration } from '../lib/base/auth/duration.ts';
import { conflictPolicy } from '../lib/base/config/conflict-policy.ts';
import { EXIT, UserError } from '../lib/base/kernel/errors.ts';
import { freshContext } from '../lib/setup/create-context.ts';
import type { ManageOptions } from '../lib/setup/manage-agents.ts';
import { conflictFlags, viewFlags } from '../ui/flags.ts';
import { projectFilesIn, projectFlags } from '../ui/project.ts';
import { reportChanges } from '../ui/report.ts';

export default class Sync extends NerveCommand {
  static override summary = "Bring every agent's files to what your workspace says.";
  static override description =
    `Writes only what differs, and only nerve's own parts: comments, order and everything that you or the
agent wrote stay. With nothing to do it writes nothing.

Exit codes: 0 done, 1 --check found a difference, 3 you changed something that nerve wrote and a decision is
needed, 4 a file cannot be edited safely, 5 another program is in the way.

With --watch it goes on until Ctrl-C (130) or SIGTERM (0) and writes whenever the workspace, the settings or the
agents' files change. What needs a decision is shown and left alone. One watch for each user; a second one ends
with 5.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'See the text before it is written',
      command: '<%= config.bin %> <%= command.id %> --diff',
    },
    {
      description: 'In CI: fail when something is out of date',
      command: '<%= config.bin %> <%= command.id %> --check',
    },
    {
      description: 'You changed what nerve wrote, and nerve may have it back',
      command: '<%= config.bin %> <%= command.id %> --conflict backup',
    },
    {
      description: 'The files of a repository, from its .nerve folder',
      command: '<%= config.bin %> <%= command.id %> --project .',
    },
    {
      description: 'Keep the agents in step while you work',
      command: '<%= config.bin %> <%= command.id %> --watch',
    },
  ];
  static override flags = {
    check: Flags.boolean({
      description: 'Write nothing; exit 1 if anything would change.',
      exclusive: ['dry-run'],
    }),
    ...viewFlags,
    watch: Flags.boolean({
      char: 'w',
      description: 'Go on, and write whenever something changes.',
      exclusive: ['check', 'dry-run', 'diff', 'project'],
    }),
    interval: Flags.string({
      description:
        'With --watch: look this often even if nothing seemed to change [default: the setting, 15m].',
      helpValue: '15m',
      dependsOn: ['watch'],
    }),
    ...projectFlags,
    agent: Flags.string({
      char: 'a',
      exclusive: ['project'],
      multiple: true,
      delimiter: ',',
      description: 'Only these agents.',
    }),
    ...conflictFlags,
  };

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(Sync);
    if (flags.watch) return this.watch(session, flags);
    const view = flags.check || flags['dry-run'] || flags.diff;
    const terms = { view, ...(await this.decisions(session, flags)) };
    const outcome =
      flags.project === undefined
        ? await syncAgents(session, { ...terms, ...(flags.agent ? { agents: flags.agent } : {}) })
        : await syncRepository(session, flags.project, terms);
    const { set } = outcome;
    const differs =
      set.files.length + conflictsOf(set).length + set.refusals.length + outcome.newTokens.length > 0 ||
      outcome.unfinished;
    const exit =
      flags.check && differs ? EXIT.drift : set.refusals.length > 0 && !view ? EXIT.refused : EXIT.ok;
    return reportChanges(session, outcome, { diff: flags.diff, view, exit });
  }

  protected override namedFiles({ project }: { readonly project?: unknown }): Promise<string[]> {
    return projectFilesIn(project);
  }

  private async watch(session: Session, flags: WatchFlags): Promise<never> {
    const { runWatch } = await import('../ui/watch/run-watch.ts');
    const exit = await runWatch({
      watch: {
        context: () => freshContext(session, this.config.root),
        log: session.log,
        ...(flags.agent ? { agents: flags.agent } : {}),
        ...(flags.conflict ? { policy: conflictPolicy(session.config, flags.conflict) } : {}),
        ...(flags.interval ? { intervalMs: intervalMs(flags.interval) } : {}),
      },
      json: session.json,
      quiet: flags.quiet,
      env: session.env,
      home: session.paths.home,
      style: session.style,
      errStyle: session.errStyle,
    });
    await new Promise((resolve) => process.stdout.write('', resolve));
    // The events are the whole output: no envelope behind them.
    process.exit(exit);
  }
}

async function syncRepository(session: Session, directory: string, terms: ManageOptions): Promise<Outcome> {
  const { syncProject } = await import('../lib/setup/project/manage-project.ts');
  return syncProject(session, directory, terms);
}

interface WatchFlags {
  readonly agent: string[] | undefined;
  readonly conflict: string | undefined;
  readonly interval: string | undefined;
  readonly quiet: boolean;
}

const MIN_INTERVAL = 1;
const MAX_INTERVAL = 86_400;

function intervalMs(text: string): number {
  const seconds = parseDuration(text);
  if (seconds < MIN_INTERVAL || seconds > MAX_INTERVAL) {
    throw new UserError(`--interval ${text} is not between 1s and 1d`, { code: 'usage' });
  }
  return seconds * 1000;
}
