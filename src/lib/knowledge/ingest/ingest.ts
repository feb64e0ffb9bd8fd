/** One pass over the transcripts of agents: what is new becomes rows, once. */
import { join } from 'node:path';
import type { Context } from '../../base/config/context.ts';
import { messageOf, NerveError } from '../../base/kernel/errors.ts';
import type { StopSignal } from '../../base/kernel/interrupt.ts';
import { InterruptedError } from '../../base/kernel/interrupt.ts';
import type { IngestFile, KnownFile } from '../../base/store/ingest-rows.ts';
import { PIECE } from './bytes.ts';
import { type Cleaner, createCleaner } from './clean.ts';
import { discover, type Found } from './discover.ts';
import { freshRow } from './fresh-row.ts';
import { readTranscript } from './read-file.ts';
import { type AgentReport, emptyReport, type IngestPlace, type IngestRequest, type Open } from './report.ts';
import type { ScopeRule } from './scope.ts';
import { loadSource, type Source } from './sources.ts';
import { namesOf } from './titles.ts';

/** @throws InterruptedError between two steps; what was read until then is kept. Errors of the store. */
export async function ingest(
  { system }: Pick<Context, 'system'>,
  request: IngestRequest,
): Promise<readonly AgentReport[]> {
  const known = await request.sink.files();
  const buffer = Buffer.allocUnsafe(PIECE);
  const ids = { next: known.reduce((most, { id }) => Math.max(most, id), 0) + 1 };
  const reports: AgentReport[] = [];
  for (const place of request.places) {
    const source = await loadSource(place.agent);
    const files = known.filter(({ agent }) => agent === place.agent);
    reports.push(await ingestAgent({ system, request, source, place, ids, buffer }, files));
  }
  return reports;
}

interface Work {
  readonly system: Context['system'];
  readonly request: IngestRequest;
  readonly source: Source;
  readonly place: IngestPlace;
  readonly ids: { next: number };
  readonly buffer: Buffer;
}

async function ingestAgent(work: Work, rows: readonly KnownFile[]): Promise<AgentReport> {
  const { system, request, source, place } = work;
  const { files, problems } = discover(system, place.home, source);
  const report = { ...emptyReport(place.agent, files.length), problems: [...problems] };
  const known = rowsFor(files, rows);
  const later: { notes: IngestFile[]; moved: IngestFile[] } = { notes: [], moved: [] };
  for (const [index, found] of files.entries()) {
    const row = known.get(found.key);
    const isSame = row !== undefined && row.session !== null && isUnchanged(row, found, source);
    if (!isSame && row && isLeftOut(row, request.inScope)) report.outOfScope += 1;
    else if (row && (isSame || isUnchanged(row, found, source))) {
      report.unchanged += 1;
      if (row.path !== found.path || row.key !== found.key || (row.archived === 1) !== found.archived) {
        report.renamed += 1;
        const { path, key, archived, compressed } = found;
        const { file } = await request.sink.file(row.id);
        later.notes.push({ ...file, path, key, archived, compressed });
        if (file.archived !== archived) later.moved.push({ ...file, archived });
      }
    } else {
      const tell = (done: number, bytes: number): void =>
        request.progress?.({ agent: place.agent, done, files: files.length, bytes: report.bytes + bytes });
      await readOne(work, found, row, report, { notes: later.notes, tell: (bytes) => tell(index, bytes) });
      tell(index + 1, 0);
    }
  }
  await request.sink.note(later.notes, later.moved);
  if (place.agent === 'codex') await request.sink.name(await namesOf(system, place.home));
  return report;
}

/** Rows by the key of what lies there now; a file that got another name is known by its inode. */
function rowsFor(files: readonly Found[], rows: readonly KnownFile[]): Map<string, KnownFile> {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const keys = new Set(files.map(({ key }) => key));
  const orphans = new Map(rows.filter(({ key }) => !keys.has(key)).map((row) => [row.identity, row]));
  if (orphans.size > 0) {
    for (const { key, stat } of files) {
      const orphan = byKey.has(key) ? undefined : orphans.get(stat.identity);
      if (orphan) byKey.set(key, orphan);
    }
  }
  return byKey;
}

/** Once left out, left out as long as the rule is the same; a file in which nothing is known yet is looked into. */
function isLeftOut({ cwd, scope }: KnownFile, inScope: ScopeRule): boolean {
  return cwd !== null && (scope === inScope.key || !inScope(cwd));
}

function isUnchanged(row: KnownFile, { stat }: Found, source: Source): boolean {
  return (
    row.identity === stat.identity &&
    row.size === stat.size &&
    row.mtime === stat.mtimeMs &&
    row.error === null &&
    row.reader === source.version
  );
}

async function readOne(
  work: Work,
  found: Found,
  row: KnownFile | undefined,
  report: Open<AgentReport> & { problems: string[] },
  { notes, tell }: { readonly notes: IngestFile[]; readonly tell: (bytes: number) => void },
): Promise<void> {
  const { system, request, source, place, ids, buffer } = work;
  const cleaner: Cleaner = createCleaner();
  const before = row && (await request.sink.file(row.id));
  let last = before && { ...before.file, key: found.key };
  let isWriting = false;
  try {
    const open = system.open(found.path);
    // It went away since it was listed.
    if (!open) return;
    try {
      const result = await readTranscript({
        source,
        found,
        open,
        known: last,
        id: row?.id ?? ids.next++,
        inScope: request.inScope,
        cleaner,
        buffer,
        makeReader: async (continues) =>
          source.reader(found.below, continues ? before?.state : undefined, (below) =>
            system.read(join(place.home, below))?.bytes.toString('utf8'),
          ),
        write: async (batch) => {
          isWriting = true;
          await request.sink.write(batch);
          isWriting = false;
          last = { ...batch.file, staging: batch.file.staging && !batch.ends };
          report.messages += new Set(batch.messages.flatMap(({ copy, id }) => (copy ? [] : [id]))).size;
          report.usage += batch.usage.length;
          await stopBetweenSteps(request.signal);
        },
        progress: tell,
      });
      if (result.row) notes.push(result.row);
      if (result.verdict === 'out of scope') report.outOfScope += 1;
      else report.read += 1;
      report.bytes += result.bytes;
      report.quarantined += result.quarantined;
    } finally {
      open.close();
    }
  } catch (error) {
    if (isWriting || !(error instanceof NerveError) || error instanceof InterruptedError) throw error;
    const message = messageOf(error);
    report.problems.push(message);
    if (last?.error !== message)
      notes.push({ ...(last ?? freshRow(source.agent, found, ids.next++)), size: -1, error: message });
  } finally {
    report.secrets += cleaner.hits;
  }
}

async function stopBetweenSteps(signal: StopSignal | undefined): Promise<void> {
  // One turn of the event loop, without which a signal would never be noticed.
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (!signal?.aborted) return;
  throw new InterruptedError('Interrupted; what was read is kept, and the next run goes on from there', {
    code: 'interrupted',
  });
}
