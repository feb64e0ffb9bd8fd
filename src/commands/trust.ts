import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../base-command.ts';
import { tildify } from '../lib/base/config/paths.ts';
import { DecisionError } from '../lib/base/kernel/errors.ts';
import {
  distrustProject,
  type ProjectView,
  trustProject,
  viewProject,
} from '../lib/setup/project/trust-project.ts';
import { prose } from '../ui/prose.ts';
import { table } from '../ui/table.ts';
import { clean } from '../ui/width.ts';

export default class Trust extends NerveCommand {
  static override summary = "Let nerve write what a repository's .nerve/config.yaml asks for.";
  static override description = prose(`
The file can name programs that your agents then start, so nerve follows it only after you have looked at it. Trust
holds for this folder and these exact bytes: any change of the file withdraws it.`);
  static override examples = [
    { description: 'Look, and be asked', command: '<%= config.bin %> <%= command.id %> .' },
    { description: 'Without a question', command: '<%= config.bin %> <%= command.id %> . --yes' },
    { description: 'Take it back', command: '<%= config.bin %> <%= command.id %> . --revoke' },
  ];
  static override args = {
    directory: Args.string({ default: '.', description: 'The folder of the repository.' }),
  };
  static override flags = {
    yes: Flags.boolean({ char: 'y', env: 'NERVE_YES', description: 'Trust without asking.' }),
    revoke: Flags.boolean({ description: 'Trust it no more.', exclusive: ['yes'] }),
  };

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(Trust);
    if (flags.revoke) {
      const changed = await distrustProject(session, args.directory);
      return {
        data: { trusted: false, changed },
        text: changed ? 'Trusted no more.' : 'It was not trusted.',
      };
    }
    const view = await viewProject(session, args.directory);
    const shown = describe(view, session);
    if (view.trusted) return { data: { ...view, changed: false }, text: `${shown}\n\nTrusted already.` };
    if (!flags.yes && !(await this.isAgreed(session, shown))) {
      return { data: { ...view, changed: false }, text: 'Not trusted; nothing was written.' };
    }
    await trustProject(session, view);
    const next = `Next: nerve sync --project ${args.directory}`;
    const text = flags.yes ? `${shown}\n\nTrusted. ${next}` : `Trusted. ${next}`;
    return { data: { ...view, trusted: true, changed: true }, text, warnings: view.warnings };
  }

  private async isAgreed(session: Session, shown: string): Promise<boolean> {
    if (!session.interactive) {
      throw new DecisionError('nerve trust needs your word, and nobody can be asked here', {
        code: 'needs-yes',
        hint: 'read the file, then add --yes',
      });
    }
    process.stderr.write(`${shown}\n\n`);
    const { askYesNo } = await import('../ui/ask.ts');
    return askYesNo('Trust it?');
  }
}

function describe({ file, agents, entry, servers }: ProjectView, { style, paths }: Session): string {
  // A repository may say anything, also what would steer the terminal.
  const rows = [
    ['  agents', clean(agents.join(', ')) || 'none'],
    ["  nerve's own server", entry ? 'yes' : 'no'],
    ...servers.map(({ name, starts }) => [`  server ${name}`, clean(starts)]),
  ];
  return `${style.bold(tildify(file, paths.home))}\n${table(rows)}`;
}
