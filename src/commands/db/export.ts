import { once } from 'node:events';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { expandHome, tildify } from '../../lib/base/config/paths.ts';
import { assertFree } from '../../lib/setup/db/backup.ts';
import { type ExportedRecord, exportRecords } from '../../lib/setup/db/export.ts';
import { withStore } from '../../lib/setup/with-store.ts';
import { prose } from '../../ui/prose.ts';

export default class DbExport extends NerveCommand {
  static override summary = 'Print sessions, their messages and the audit as JSON lines.';
  static override description = prose(`
One object a line, each session before its messages, then the audit, with \`type\` saying what it is. Secrets are masked. With --json and no file the
objects are the data of the envelope.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> | jq -r .tool',
    '<%= config.bin %> <%= command.id %> ~/audit.jsonl',
  ];
  static override args = {
    file: Args.string({ description: 'Where to put the lines; stdout if left out.' }),
  };
  static override flags = { force: Flags.boolean({ description: 'Replace a file that is there.' }) };

  protected override async namedFiles(): Promise<string[]> {
    const { file } = (await this.parse(DbExport)).args;
    return file === undefined ? [] : [file];
  }

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(DbExport);
    return withStore(session, 'read', async (store) => {
      const records = exportRecords(store);
      if (args.file !== undefined) return toFile(session, args.file, flags.force, records);
      if (session.json) return { data: { records: await collected(records) } };
      for await (const record of records) {
        if (!process.stdout.write(line(record))) await once(process.stdout, 'drain');
      }
      return { data: null };
    });
  }
}

async function toFile(
  { system, paths }: Session,
  name: string,
  force: boolean,
  records: AsyncIterable<ExportedRecord>,
): Promise<Result> {
  const file = expandHome(name, paths.home);
  assertFree(system, file, force);
  const lines = (await collected(records)).map((record) => Buffer.from(line(record)));
  const { realPath } = system.write(file, Buffer.concat(lines), { mode: 0o600 });
  return {
    data: { file: realPath, records: lines.length },
    text: `${tildify(realPath, paths.home)}: ${lines.length} records.`,
  };
}

async function collected(records: AsyncIterable<ExportedRecord>): Promise<ExportedRecord[]> {
  const all: ExportedRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

function line(record: ExportedRecord): string {
  return `${JSON.stringify(record)}\n`;
}
