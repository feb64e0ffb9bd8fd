import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { prose } from '../../ui/prose.ts';

export default class ConfigPath extends NerveCommand {
  static override summary = 'Print the path of config.yaml.';
  static override description = prose(`
Prints the path even when the file is not there yet. \`--home\` and NERVE_HOME move it.`);
  static override examples = [
    { description: 'Open it in your editor', command: '$EDITOR "$(<%= config.bin %> <%= command.id %>)"' },
  ];
  protected override readonly harmless = true;
  protected override readonly mendsConfig = true;

  protected async execute(session: Session): Promise<Result> {
    await this.parse(ConfigPath);
    const { paths, config, env } = session;
    const isMoved = this.argv.some((arg) => arg === '--home' || arg.startsWith('--home='));
    const from = isMoved ? '--home' : env.NERVE_HOME ? 'NERVE_HOME' : null;
    return { data: { path: paths.config, exists: config.exists, from }, text: paths.config };
  }
}
