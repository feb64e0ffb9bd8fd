import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { EXIT } from '../../lib/base/kernel/errors.ts';
import { INGEST_AGENTS, ingestTranscripts } from '../../lib/setup/ingest.ts';
import { progressTo, reportText } from '../../ui/ingest.ts';
import { prose } from '../../ui/prose.ts';

export default class Ingest extends NerveCommand {
  static override summary = 'Take in the conversations that your agents have written on disk.';
  static override description = prose(`
Reads the transcripts of Codex, Claude Code and Copilot CLI into sessions and messages, from where the last run ended.
Secrets are removed before anything is stored. Which conversations are wanted is said by the settings \`ingest.scope\`
and \`ingest.paths\`; without them those of agents that worked in the workspace.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> all',
    {
      description: 'Also those of other folders',
      command: '<%= config.bin %> <%= command.id %> codex --any',
    },
    { description: 'What there would be', command: '<%= config.bin %> <%= command.id %> claude --dry-run' },
  ];
  static override args = {
    agent: Args.string({
      required: true,
      options: [...Object.keys(INGEST_AGENTS), 'all'],
      description: 'Whose conversations.',
    }),
  };
  static override flags = {
    once: Flags.boolean({ description: 'Read what is there now, then end; this is what it always does.' }),
    'dry-run': Flags.boolean({ char: 'n', description: 'Read, but keep nothing.' }),
    any: Flags.boolean({ description: 'Take in all conversations, whatever the settings say.' }),
  };

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(Ingest);
    const progress = progressTo(process.stderr, session.json);
    const { agents, rehomed, dryRun } = await ingestTranscripts(session, {
      agent: args.agent,
      any: flags.any,
      dryRun: flags['dry-run'],
      ...(progress.report && { progress: progress.report }),
    }).finally(progress.end);
    const problems = agents.flatMap((agent) => agent.problems);
    const text = reportText(agents, rehomed, session.style);
    return {
      data: { dryRun, agents, rehomed },
      text: dryRun ? `${text}\nNothing was kept.` : text,
      warnings: problems,
      exit: problems.length === 0 ? EXIT.ok : EXIT.drift,
    };
  }
}
