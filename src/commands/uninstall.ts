import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../base-command.ts';
import type { Outcome } from '../lib/agents/sync/change-agents.ts';
import { tildify } from '../lib/base/config/paths.ts';
import { DecisionError, EXIT } from '../lib/base/kernel/errors.ts';
import type { ProjectOptions } from '../lib/setup/project/manage-project.ts';
import { hubStatus } from '../lib/setup/status/hub.ts';
import { uninstall } from '../lib/setup/uninstall.ts';
import { printChanges } from '../ui/change-set.ts';
import { conflictFlags, viewFlags } from '../ui/flags.ts';
import { projectFilesIn, projectFlags } from '../ui/project.ts';
import { reportChanges } from '../ui/report.ts';
import { terminalColumns } from '../ui/width.ts';

export default class Uninstall extends NerveCommand {
  static override summary = "Take nerve out of every agent's files and remove its own folder.";
  static override description =
    `Files that you did not touch since get back exactly the bytes and permissions that they had before \`nerve init\`;
files that you edited keep your edits. Workspace files that you changed stay.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --yes',
    { description: 'Look first', command: '<%= config.bin %> <%= command.id %> --dry-run' },
    {
      description: 'Only one repository',
      command: '<%= config.bin %> <%= command.id %> --project . --yes',
    },
    {
      description: 'Keep the whole workspace',
      command: '<%= config.bin %> <%= command.id %> --yes --keep-workspace',
    },
  ];
  static override flags = {
    yes: Flags.boolean({ char: 'y', env: 'NERVE_YES', description: 'Apply without asking.' }),
    'keep-workspace': Flags.boolean({
      description: 'Leave the workspace as it is.',
      exclusive: ['project'],
    }),
    ...projectFlags,
    ...viewFlags,
    ...conflictFlags,
  };

  protected override readonly leaving = true;

  protected override namedFiles({ project }: { readonly project?: unknown }): Promise<string[]> {
    return projectFilesIn(project);
  }

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(Uninstall);
    const view = flags['dry-run'] || flags.diff;
    if (!view && !flags.yes && !session.interactive) {
      throw new DecisionError('nerve uninstall removes files, and nobody can be asked here', {
        code: 'needs-yes',
        hint: 'add --yes to go on, or --dry-run to look',
      });
    }
    const what = flags.project ?? session.paths.nerveHome;
    const terms = {
      view,
      ...(flags.yes ? {} : { confirm: (outcome: Outcome) => confirmRemoval(session, outcome, what) }),
      ...(await this.decisions(session, flags)),
    };
    const { pid } = hubStatus(session);
    const report =
      flags.project === undefined
        ? await uninstall(session, { ...terms, keepWorkspace: flags['keep-workspace'] })
        : await leaveRepository(session, flags.project, terms);
    if (!report.outcome) {
      return {
        data: { applied: false, changes: [] },
        text: 'nerve is not set up here; there is nothing to remove.',
      };
    }
    const result = await reportChanges(session, report.outcome, {
      view,
      diff: flags.diff,
      exit: report.outcome.set.refusals.length > 0 && !view ? EXIT.refused : EXIT.ok,
      data: { kept: report.kept },
    });
    if (!report.outcome.applied) return result;
    const { paths } = session;
    const kept = report.kept.map(({ path, why }) => `Kept: ${tildify(path, paths.home)} (${why})`);
    const changes = printChanges(report.outcome, paths, session.style, terminalColumns(process.stdout));
    const isLeft = flags.project !== undefined || session.system.stat(paths.nerveHome);
    const gone = isLeft
      ? []
      : [`nerve is gone from this home, with its own folder ${tildify(paths.nerveHome, paths.home)}.`];
    const warnings =
      gone.length > 0 && pid !== undefined && isAlive(pid)
        ? [...(result.warnings ?? []), stillRuns(pid)]
        : result.warnings;
    return {
      ...result,
      text: [changes, ...kept, ...gone].filter(Boolean).join('\n'),
      ...(warnings ? { warnings } : {}),
    };
  }
}

function stillRuns(pid: number): string {
  return `The hub still runs (process ${pid}), and what it notes is lost: end it with \`kill ${pid}\``;
}

/** A hub that the system had started ends with its service. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function leaveRepository(session: Session, directory: string, terms: ProjectOptions) {
  const { leaveProject } = await import('../lib/setup/project/manage-project.ts');
  return leaveProject(session, directory, terms);
}

async function confirmRemoval(session: Session, outcome: Outcome, what: string): Promise<boolean> {
  process.stderr.write(
    `${printChanges(outcome, session.paths, session.errStyle, terminalColumns(process.stderr))}\n\n`,
  );
  const { askYesNo } = await import('../ui/ask.ts');
  const shown = tildify(what, session.paths.home);
  const isAll = what === session.paths.nerveHome;
  return askYesNo(isAll ? `Take nerve out, and remove ${shown}?` : `Take nerve out of ${shown}?`);
}
