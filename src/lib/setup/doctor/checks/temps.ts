/** Did killed writes leave temporary files behind? */
import { dirname, join } from 'node:path';
import { createBlobs } from '../../../agents/changes/blobs.ts';
import type { Context } from '../../../base/config/context.ts';
import { staleTemps } from '../../../base/system/temp-files.ts';
import type { Check, Finding } from '../check.ts';
import type { Examination } from '../examination.ts';
import { ownPaths } from '../own-paths.ts';

export const tempsCheck: Check = {
  id: 'temps.stale',
  look: (examination) => {
    const { context } = examination;
    const stale = foldersOf(examination).flatMap((folder) =>
      staleTemps(folder, { now: context.clock.now().getTime() }),
    );
    if (stale.length === 0) {
      return [{ id: 'temps.stale', level: 'ok', message: 'No killed write left a temporary file behind.' }];
    }
    return stale.map((path) => findingFor(examination, path));
  },
};

/** Where nerve writes. A ledger that cannot be read tells of no files. */
function foldersOf({ context, ledger }: Examination): string[] {
  const { paths, config, system } = context;
  const own = ownPaths(context).flatMap(({ path, kind }) => (kind === 'directory' ? [path] : []));
  const files = (): string[] => {
    try {
      return Object.values(ledger().targets).map((record) => dirname(system.resolve(record.file)));
    } catch {
      return [];
    }
  };
  return [...new Set([paths.nerveHome, ...own, config.text('workspace'), ...files()])];
}

function findingFor({ context, show, word }: Examination, path: string): Finding {
  const place = join(dirname(path), baseOf(path));
  if (!isSpare(context, path, place)) {
    return {
      id: 'temps.stale',
      subject: path,
      level: 'warn',
      message: `${show(path)} was left by a killed write and may be all that is left of ${show(place)}.`,
      fix: `mv -n ${word(path)} ${word(place)}`,
    };
  }
  return {
    id: 'temps.stale',
    subject: path,
    level: 'warn',
    message: `${show(path)} was left by a killed write; nothing needs it.`,
    fix: `rm ${word(path)}`,
    mend: { what: `the temporary file ${show(path)}`, run: ({ system }) => system.remove(path) },
  };
}

/** The file itself is there, or its bytes are kept elsewhere, or there are none. */
function isSpare({ system, paths }: Context, path: string, place: string): boolean {
  if (system.stat(place)) return true;
  const bytes = system.read(path);
  return (
    !bytes || bytes.bytes.length === 0 || createBlobs(system, paths.backups).find(bytes.hash) !== undefined
  );
}

/** The file that a temporary file was made for. */
function baseOf(path: string): string {
  const name = path.slice(dirname(path).length + 1);
  return name.slice(1).replace(/\.nerve-\d+-[0-9a-f]{12}\.tmp$/, '');
}
