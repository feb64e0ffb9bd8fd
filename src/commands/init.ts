import * as Flags from '@oclif/core/flags';
import type * as Interfaces from '@oclif/core/interfaces';
import { NerveCommand, type Result, type Session } from '../base-command.ts';
import { detectAgent } from '../lib/agents/registry/detect.ts';
import { agentsByList, PROGRAMS } from '../lib/agents/registry/registry.ts';
import type { Outcome } from '../lib/agents/sync/change-agents.ts';
import { parseDuration } from '../lib/base/auth/duration.ts';
import { tildify } from '../lib/base/config/paths.ts';
import { DecisionError, EXIT } from '../lib/base/kernel/errors.ts';
import type { Memories } from '../lib/setup/import-memory.ts';
import { type InitOptions, type InitReport, initialise } from '../lib/setup/init.ts';
import { requireManager } from '../lib/setup/services/hub-service.ts';
import type { Answers } from '../lib/setup/wizard/answers.ts';
import { choiceFlags, choiceFrom, conflictFlags, viewFlags } from '../ui/flags.ts';
import { projectFilesIn, projectFlags } from '../ui/project.ts';
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
    import: Flags.boolean({
      allowNo: true,
      env: 'NERVE_IMPORT',
      description: "Copy your text from agents' own memory files to the workspace [default: no].",
    }),
    ...choiceFlags,
    name: Flags.string({ env: 'NERVE_USER_NAME', description: 'How agents call you.' }),
    timezone: Flags.string({ env: 'NERVE_TIMEZONE', helpValue: 'Area/City', description: 'Your time zone.' }),
    service: Flags.boolean({
      allowNo: true,
      env: 'NERVE_SERVICE',
      description: 'Start the hub at login, by a service of this user.',
    }),
    ttl: Flags.string({ env: 'NERVE_TOKEN_TTL', helpValue: '1y', description: 'How long the tokens live.' }),
    ...projectFlags,
    entry: Flags.boolean({
      allowNo: true,
      description: "With --project: whether agents get nerve's own server from the repository.",
      dependsOn: ['project'],
    }),
    ...viewFlags,
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
    if (flags.project !== undefined) return this.initRepository(session, flags, flags.project);
    const wizard = view || flags.yes ? undefined : await this.ask(session, flags);
    const answers = wizard?.answers ?? answersFrom(flags);
    const memories = answers.import ? (wizard?.memories ?? (await memoriesHere(session))) : undefined;
    const manager = answers.service ? await requireManager(session) : undefined;
    const report = await initialise(session, {
      ...(manager ? { service: manager.name } : {}),
      view,
      ...(answers.agents ? { agents: answers.agents } : {}),
      choice: choiceOf(flags, answers),
      ...(answers.name ? { name: answers.name } : {}),
      ...(answers.timezone ? { timezone: answers.timezone } : {}),
      ...(flags.ttl ? { ttlSeconds: parseDuration(flags.ttl) } : {}),
      ...(memories ? { imports: memories.found } : {}),
      ...(wizard ? { confirm: wizard.confirm } : {}),
      ...(await this.decisions(session, flags)),
    });
    wizard?.end();
    if (report.outcome?.applied) await manager?.enable();
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
      text: `${headline(report, session)}\n${result.text ?? ''}${nextSteps(report, session, manager !== undefined)}${sameAgain(wizard?.command, session)}`,
      warnings: [...warnings(report), ...skippedMemories(memories), ...(result.warnings ?? [])],
    };
  }

  protected override namedFiles({ project }: { readonly project?: unknown }): Promise<string[]> {
    return projectFilesIn(project);
  }

  /** No questions but the last one: a repository has few answers, and all of them are in its own file. */
  private async initRepository(session: Session, flags: InitFlags, directory: string): Promise<Result> {
    const view = flags['dry-run'] || flags.diff;
    const { initProject } = await import('../lib/setup/project/manage-project.ts');
    const agents =
      flags.agents === undefined ? {} : { agents: agentsByList(flags.agents).map(({ name }) => name) };
    const entry = flags.entry === undefined ? {} : { entry: flags.entry };
    const confirm = view || flags.yes ? {} : { confirm: (outcome: Outcome) => confirmHere(session, outcome) };
    const outcome = await initProject(
      session,
      directory,
      { ...agents, ...entry },
      { view, ...confirm, ...(await this.decisions(session, flags)) },
    );
    const result = await reportChanges(session, outcome, {
      view,
      diff: flags.diff,
      undo: `nerve uninstall --project ${directory}`,
    });
    if (!outcome.applied || outcome.set.files.length === 0) return result;
    const next = `Next: put rules for agents into .nerve/AGENTS.md and servers into .nerve/config.yaml there, then run \`nerve sync --project ${directory}\`.`;
    return { ...result, text: `${result.text ?? ''}\n\n${next}` };
  }

  /** Asks what the flags leave open. */
  private async ask(session: Session, flags: InitFlags) {
    const { startWizard } = await import('../ui/wizard/start-wizard.ts');
    const { workspace, home, transport, auth, bundle, skills, ttl, conflict } = flags;
    return startWizard(session, answersFrom(flags), {
      ...{ workspace, home, transport, auth, bundle },
      ...{ skills: skills === true, 'no-skills': skills === false },
      ...{ ttl, conflict, 'keep-going': flags['keep-going'] },
    });
  }
}

async function confirmHere(session: Session, outcome: Outcome): Promise<boolean> {
  const { confirmAlone } = await import('../ui/wizard/confirm-changes.ts');
  return confirmAlone(session, outcome);
}

type InitFlags = Interfaces.InferredFlags<typeof Init.flags & typeof Init.baseFlags>;

/** The answers that the command line or the environment gives. */
function answersFrom(flags: InitFlags): Answers {
  const { agents, permissions, name, timezone } = flags;
  return {
    ...(agents ? { agents: agentsByList(agents).map((agent) => agent.name) } : {}),
    ...(flags.import === undefined ? {} : { import: flags.import }),
    ...(permissions ? { permissions } : {}),
    ...(name === undefined ? {} : { name }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(flags.service === undefined ? {} : { service: flags.service }),
  };
}

function choiceOf(flags: InitFlags, { permissions }: Answers): InitOptions['choice'] {
  return { ...choiceFrom(flags), ...(permissions && permissions !== 'keep' ? { permissions } : {}) };
}

async function memoriesHere(session: Session): Promise<Memories> {
  const [{ findMemories }, { hostname }] = await Promise.all([
    import('../lib/setup/import-memory.ts'),
    import('node:os'),
  ]);
  const detections = PROGRAMS.map((agent) => detectAgent(agent, session.system, session));
  return findMemories(session, detections, hostname());
}

function skippedMemories(memories: Memories | undefined): string[] {
  return (memories?.skipped ?? []).map(({ file, why }) => `${file} was not imported: ${why}`);
}

function sameAgain(command: string | undefined, { style }: Session): string {
  return command ? `\n\nThe same without questions:\n  ${style.dim(command)}` : '';
}

function headline(report: InitReport, session: Session): string {
  const names = report.choices.map((choice) => {
    const detection = report.detections.find((candidate) => candidate.agent.name === choice.name);
    const title = detection?.agent.title ?? choice.name;
    return detection?.found ? title : `${title} (not found on this machine yet)`;
  });
  return `${session.style.bold('Agents:')} ${names.join(', ')}`;
}

function nextSteps(report: InitReport, session: Session, isServed: boolean): string {
  if (!report.outcome?.applied || report.outcome.set.files.length === 0) return '';
  const workspace = session.style.bold(tildify(report.workspace, session.paths.home));
  const hub = isServed ? '' : 'start the hub (`nerve serve`) and ';
  return `\n\nNext: ${hub}restart your agents. Edit the files in ${workspace} at any time; \`nerve sync\` hands them on.`;
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
