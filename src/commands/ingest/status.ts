import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { ingestStatus } from '../../lib/setup/ingest.ts';
import { statusText } from '../../ui/ingest.ts';

export default class IngestStatus extends NerveCommand {
  static override summary = 'Show what was taken in of each agent, and what could not be read.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  protected override readonly harmless = true;

  protected async execute(session: Session): Promise<Result> {
    await this.parse(IngestStatus);
    const status = await ingestStatus(session);
    return { data: status, text: statusText(status, session.paths.home, session.style) };
  }
}
