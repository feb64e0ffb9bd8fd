import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../base-command.ts';
import { EXIT } from '../lib/base/kernel/errors.ts';
import { examine } from '../lib/setup/doctor/examine.ts';
import { mendAll } from '../lib/setup/doctor/mend.ts';
import { countLevels, findingAsData, printFindings, printMended } from '../ui/doctor.ts';
import { prose } from '../ui/prose.ts';

export default class Doctor extends NerveCommand {
  static override summary = 'Check everything nerve depends on, and say how to mend what is wrong.';
  static override description = prose(`
Looks at nerve's own folder, settings, ledger, database and tokens, at every agent and at the workspace. Each check is
one line, with the command that mends it below. Nothing is written without --fix.

--fix does only what cannot lose anything: permissions of nerve's own files, temporary files of killed writes, the
launcher, the rest of a killed command. Agents' files are written only with --sync as well, and only where nothing has
to be decided.

Exit codes: 0 no error, 1 at least one error; with --strict also for warnings.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    { description: 'Mend what is safe to mend', command: '<%= config.bin %> <%= command.id %> --fix' },
    {
      description: 'Only what is wrong, as data',
      command:
        '<%= config.bin %> <%= command.id %> --json | jq \'.data.checks[] | select(.level == "error")\'',
    },
  ];
  static override flags = {
    fix: Flags.boolean({ description: 'Mend what can be mended without a risk, then check again.' }),
    sync: Flags.boolean({
      description: "With --fix: also bring agents' files up to date where nothing has to be decided.",
      dependsOn: ['fix'],
    }),
    strict: Flags.boolean({ description: 'Exit 1 for warnings too.' }),
  };
  protected override readonly harmless = !this.argv.includes('--fix');
  protected override readonly mendsConfig = true;

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(Doctor);
    const before = await examine(session);
    const mended = flags.fix ? await mendAll(session, before, flags) : [];
    const findings = mended.length > 0 ? await examine(session) : before;
    const counts = countLevels(findings);
    const isBad = counts.error > 0 || (flags.strict && counts.warn > 0);
    return {
      data: { checks: findings.map(findingAsData), fixed: mended, counts },
      text: `${mended.length > 0 ? `${printMended(mended, session.style)}\n` : ''}${printFindings(findings, session.style, flags.quiet)}`,
      exit: isBad ? EXIT.drift : EXIT.ok,
    };
  }
}
