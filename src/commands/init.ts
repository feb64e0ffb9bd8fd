import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../base-command.ts';
import type { Outcome } from '../lib/agents/sync/change-agents.ts';
import { conflictPolicy } from '../lib/agents/sync/sync.ts';
import { parseDuration } from '../lib/base/auth/duration.ts';
import { DecisionError, EXIT } from '../lib/base/kernel/errors.ts';
import { type InitReport, initialise } from '../lib/setup/init.ts';
import { printChanges } from '../ui/change-set.ts';
import { choiceFlags, choiceFrom, conflictFlags } from '../ui/flags.ts';
import { reportChanges } from '../ui/report.ts';

export default class Init extends NerveCommand {
  static override summary = 'Set nerve up: find your coding agents and connect them to one workspace.';
  static override description =
    `Makes a workspace of Markdown files, and gives each agent nerve's MCP server and a memory bundle rendered from
the workspace. All of it is one change set: applied whole or not at all, with a private copy of every file that
stood there before. Running it again with the same answers changes nothing.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --yes',
    { description: 'Look first', command: '<%= config.bin %> <%= command.id %> --dry-run' },
    { description: 'Look at the text', command: '<%= config.bin %> <%= command.id %> --diff' },
    {
      description: 'Two agents by name, the token from the environment',
      command: '<%= config.bin %> <%= command.id %> --yes --agents codex,claude-code --auth env',
    },
  ];
  static override flags = {
    yes: Flags.boolean({ char: 'y', env: 'NERVE_YES', description: 'Apply without asking.' }),
    agents: Flags.string({
      env: 'NERVE_EXTERNAL_AGENTS',
      helpValue: 'NAME,…',
      description: 'Agents to configure [default: those found on this machine].',
    }),
    workspace: Flags.string({
      env: 'NERVE_WORKSPACE',
      helpValue: 'DIR',
      description: 'Folder of your identity files.',
    }),
    ...choiceFlags,
    name: Flags.string({ env: 'NERVE_USER_NAME', description: 'How agents call you.' }),
    timezone: Flags.string({ env: 'NERVE_TIMEZONE', helpValue: 'Area/City', description: 'Your time zone.' }),
    ttl: Flags.string({ env: 'NERVE_TOKEN_TTL', helpValue: '1y', description: 'How long the tokens live.' }),
    'dry-run': Flags.boolean({ description: 'Write nothing; list what would change.' }),
    diff: Flags.boolean({ description: 'Show the text of every change; writes nothing.' }),
    ...conflictFlags,
  };

  protected override environment(flags: Readonly<Record<string, unknown>>): Record<string, string> {
    return typeof flags.workspace === 'string' ? { NERVE_WORKSPACE: flags.workspace } : {};
  }

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(Init);
    const view = flags['dry-run'] || flags.diff;
    if (!view && !flags.yes && !session.interactive) {
      throw new DecisionError('nerve init changes files of other programs, and nobody can be asked here', {
        code: 'needs-yes',
        hint: 'add --yes to apply, or --dry-run to look',
      });
    }
    const report = await initialise(session, {
      view,
      ...(flags.agents
        ? {
            agents: flags.agents
              .split(',')
              .map((name) => name.trim())
              .filter(Boolean),
          }
        : {}),
      choice: choiceFrom(flags),
      ...(flags.name ? { name: flags.name } : {}),
      ...(flags.timezone ? { timezone: flags.timezone } : {}),
      ...(flags.ttl ? { ttlSeconds: parseDuration(flags.ttl) } : {}),
      policy: conflictPolicy(session, flags.conflict),
      keepGoing: flags['keep-going'],
      ...(flags.yes ? {} : { confirm: (outcome: Outcome) => confirmChanges(session, outcome) }),
      ...(await this.askIfPossible(session, flags.conflict)),
    });
    if (!report.outcome) return nothingFound(report);
    const result = await reportChanges(session, report.outcome, {
      view,
      diff: flags.diff,
      undo: 'nerve uninstall',
      exit: report.outcome.set.refusals.length > 0 && !view ? EXIT.refused : EXIT.ok,
      data: { agents: report.choices, workspace: report.workspace },
    });
    return {
      ...result,
      text: `${headline(report, session)}\n${result.text ?? ''}${nextSteps(report, session)}`,
      warnings: [...warnings(report), ...(result.warnings ?? [])],
    };
  }
}

async function confirmChanges(session: Session, outcome: Outcome): Promise<boolean> {
  if (outcome.set.files.length === 0) return true;
  process.stderr.write(`${printChanges(outcome, session.paths, session.errStyle)}\n\n`);
  const { askYesNo } = await import('../ui/ask.ts');
  return askYesNo('Write these files?');
}

function headline(report: InitReport, session: Session): string {
  const names = report.choices.map((choice) => {
    const detection = report.detections.find((candidate) => candidate.agent.name === choice.name);
    const title = detection?.agent.title ?? choice.name;
    return detection?.found ? title : `${title} (not found on this machine yet)`;
  });
  return `${session.style.bold('Agents:')} ${names.join(', ')}`;
}

function nextSteps(report: InitReport, session: Session): string {
  if (!report.outcome?.applied || report.outcome.set.files.length === 0) return '';
  return `\n\nNext: edit the files in ${session.style.bold(report.workspace)}, run \`nerve sync\`, and restart your agents.`;
}

function warnings(report: InitReport): string[] {
  return report.choices
    .filter((choice) => choice.permissions === 'allow-all')
    .map((choice) => `${choice.name} may now run every command without asking you (--permissions allow-all)`);
}

function nothingFound(report: InitReport): Result {
  const looked = report.detections.map(
    ({ agent, home }) => `  ${agent.title}: no \`${agent.program}\` on PATH and no ${home}`,
  );
  const names = report.detections.map(({ agent }) => agent.name).join(',');
  return {
    data: {
      applied: false,
      agents: [],
      changes: [],
      looked: report.detections.map(({ agent, home }) => ({
        agent: agent.name,
        program: agent.program,
        home,
      })),
    },
    text: [
      'No coding agent was found on this machine, so there is nothing to configure. Nothing was written.',
      ...looked,
      '',
      'Install one and run `nerve init` again, or configure ahead:',
      `  nerve init --yes --agents ${names}`,
    ].join('\n'),
  };
}
