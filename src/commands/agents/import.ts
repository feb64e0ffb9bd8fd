import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { tildify } from '../../lib/base/config/paths.ts';
import { EXIT } from '../../lib/base/kernel/errors.ts';
import { type ImportReport, importServers } from '../../lib/setup/servers/import-servers.ts';
import { conflictFlags, viewFlags } from '../../ui/flags.ts';
import { describeImport, importAsData, importWarnings } from '../../ui/import-servers.ts';
import { prose } from '../../ui/prose.ts';
import { reportChanges } from '../../ui/report.ts';

export default class AgentsImport extends NerveCommand {
  static override summary = 'Take the MCP servers that agents have into config.yaml, for all of them.';
  static override description = prose(`
Reads the servers that you have in the config files of your agents (user scope) and adds those that \`servers:\` in
config.yaml lacks. The same change set writes them to the other agents. The entries that are there stay as they are, to
the byte, and stay when nerve goes.

A value that looks like a secret is not copied: a variable stands in its place, and you are told its name. A server
that the others could have only in part (with another folder, with more tools than you allow, without its login) is left
out.

Exit code 3: agents mean different servers by one name. Name the agent that has it right; the others keep theirs.
`);
  static override examples = [
    { description: 'Look first', command: '<%= config.bin %> <%= command.id %> --dry-run' },
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'One server, as Codex has it',
      command: '<%= config.bin %> <%= command.id %> codex --server github',
    },
    {
      description: 'Into config.yaml only, without giving them to other agents',
      command: '<%= config.bin %> <%= command.id %> --agents own',
    },
  ];
  static override args = {
    agent: Args.string({
      multiple: true,
      description: 'Agents to take servers from [default: those found on this machine].',
    }),
  };
  static override flags = {
    server: Flags.string({
      char: 's',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      helpValue: 'NAME',
      description: 'Only these servers.',
    }),
    agents: Flags.option({
      options: ['shared', 'own'] as const,
      default: 'shared',
      helpValue: 'shared|own',
      description: 'Who gets a server: all enabled agents, or those that have it.',
    })(),
    yes: Flags.boolean({ char: 'y', env: 'NERVE_YES', description: 'Write without asking.' }),
    ...viewFlags,
    ...conflictFlags,
  };

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(AgentsImport);
    const view = flags['dry-run'] || flags.diff;
    const report = await importServers(session, {
      view,
      ...(args.agent ? { agents: args.agent } : {}),
      ...(flags.server ? { servers: flags.server } : {}),
      scope: flags.agents,
      ...(flags.yes || view || !session.interactive
        ? {}
        : { confirm: (planned: ImportReport) => confirmImport(session, planned) }),
      ...(await this.decisions(session, flags)),
    });
    const { outcome } = report;
    const isPartial = report.unread.length + outcome.set.refusals.length > 0;
    const config = tildify(session.paths.config, session.paths.home);
    const result = await reportChanges(session, outcome, {
      view,
      diff: flags.diff,
      data: importAsData(report),
      exit: isPartial && !view ? EXIT.refused : EXIT.ok,
      ...(report.added.length > 0
        ? { undo: `take them out of \`servers:\` in ${config}, then nerve sync` }
        : {}),
    });
    return {
      ...result,
      text: `${describeImport(report, session)}\n\n${result.text ?? ''}`,
      warnings: [...importWarnings(report), ...(result.warnings ?? [])],
    };
  }
}

async function confirmImport(session: Session, report: ImportReport): Promise<boolean> {
  const { confirmAlone } = await import('../../ui/wizard/confirm-changes.ts');
  if (report.outcome.set.files.length > 0) {
    const notes = importWarnings(report).map((note) => `${note}\n`);
    process.stderr.write(`${describeImport(report, { style: session.errStyle })}\n${notes.join('')}\n`);
  }
  return confirmAlone(session, report.outcome);
}
