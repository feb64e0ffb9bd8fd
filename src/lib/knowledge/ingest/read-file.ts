/** Reads one transcript from where it was left to its last complete line. */
import type { IngestBatch, IngestFile } from '../../base/store/ingest-rows.ts';
import type { OpenFile, Stat } from '../../base/system/system.ts';
import type { Reading, TranscriptReader } from '../transcripts/item.ts';
import { createGathering, fileFacts } from './batch.ts';
import { behind, compressedBytes, isSamePlain, plainBytes } from './bytes.ts';
import type { Cleaner } from './clean.ts';
import { createCleaner } from './clean.ts';
import type { Found } from './discover.ts';
import { freshRow } from './fresh-row.ts';
import { linesOf } from './lines.ts';
import { createMarks } from './marks.ts';
import { quarantineOf, readLine } from './read-line.ts';
import type { ScopeRule } from './scope.ts';
import type { Source } from './sources.ts';

export interface ReadJob {
  readonly source: Source;
  readonly found: Found;
  readonly open: OpenFile;
  /** The row of the file, if there is one. */
  readonly known: IngestFile | undefined;
  /** For a new row. */
  readonly id: number;
  readonly inScope: ScopeRule;
  readonly cleaner: Cleaner;
  /** Memory for what is read, the same for all files. */
  readonly buffer: Buffer;
  /** @param state as it was kept with the row */
  makeReader(continues: boolean): Promise<TranscriptReader>;
  write(batch: IngestBatch): Promise<void>;
  /** Bytes that were read, for a person who waits. */
  progress(bytes: number): void;
}

export interface ReadResult {
  readonly verdict: 'read' | 'out of scope' | 'undecided';
  /** Of a file that is out of scope: not written yet. */
  readonly row?: IngestFile;
  readonly bytes: number;
  readonly quarantined: number;
}

/** @throws NerveError where the disk or the archive does not give the bytes. */
export async function readTranscript(job: ReadJob): Promise<ReadResult> {
  const { known, source } = job;
  const stat = job.open.stat();
  const isKnown = known !== undefined && known.headHash !== '' && known.reader === source.version;
  if (isKnown) {
    const rest = await restOf(job, known, stat);
    if (rest) return readOn(job, stat, known, rest);
  }
  const { compressed } = job.found;
  const pieces = compressed
    ? compressedBytes(job.open, job.found.path, job.buffer)
    : plainBytes(job.open, 0, job.buffer);
  return readOn(job, stat, anew(job), pieces);
}

/** The bytes behind the place that was reached; undefined when the file is another one now. */
async function restOf(
  { open, found, buffer }: ReadJob,
  known: IngestFile,
  stat: Stat,
): Promise<AsyncIterable<Buffer> | Iterable<Buffer> | undefined> {
  if (!found.compressed) {
    // A copy may differ in the middle. Decompressed, it is the same by its beginning and its end.
    const isSame = (known.identity === stat.identity || known.compressed) && stat.size >= known.offset;
    return isSame && isSamePlain(open, known) ? plainBytes(open, known.offset, buffer) : undefined;
  }
  const pieces = behind(compressedBytes(open, found.path, buffer), known);
  const first = await pieces.next();
  if (first.done) return [];
  if (first.value === undefined) return undefined;
  const [piece] = [first.value];
  return (async function* () {
    yield piece;
    for await (const next of pieces) if (next) yield next;
  })();
}

/** The row of a file that is read from its beginning. Where it has rows, the new ones take their place at the end. */
function anew({ known, found, id, source }: ReadJob): IngestFile {
  const fresh = { ...freshRow(source.agent, found, known?.id ?? id), reader: source.version };
  if (!known) return fresh;
  const staging = known.session !== null || known.staging;
  return { ...fresh, generation: known.generation + Number(staging), staging };
}

async function readOn(
  job: ReadJob,
  stat: Stat,
  start: IngestFile,
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<ReadResult> {
  const { source, found, known, cleaner } = job;
  const reader = await job.makeReader(start.offset > 0);
  const gathering = createGathering(cleaner);
  const stateCleaner = createCleaner();
  const marks = createMarks();
  let file: IngestFile = {
    ...start,
    path: found.path,
    compressed: found.compressed,
    archived: found.archived,
  };
  let begins = start.staging && start.offset === 0;
  let quarantined = 0;
  let isTitled = false;
  const bytesBefore = start.offset;

  const write = async (isLast: boolean): Promise<void> => {
    const { prompt, ...step } = gathering.take();
    const place: Partial<IngestFile> = isLast
      ? { identity: stat.identity, size: stat.size, mtime: stat.mtimeMs, error: null }
      : { identity: stat.identity, size: -1, error: null };
    file = { ...file, ...place, ...marks.take(file) };
    const ends = isLast && file.staging;
    const archive = archiveOf(isLast, known, file);
    await job.write({
      ...step,
      file,
      state: stateCleaner.data(reader.state()),
      session: file.session,
      ...(prompt !== undefined &&
        !isTitled && { fallbackTitle: { text: prompt, renews: start.offset === 0 } }),
      begins,
      ends,
      sharedIds: source.sharedIds,
      ...(archive && { archive }),
    });
    if (ends) file = { ...file, staging: false };
    begins = false;
    isTitled ||= prompt !== undefined;
    job.progress(file.offset - bytesBefore);
  };

  for await (const line of linesOf(pieces, start.offset)) {
    const index = file.lines;
    const reading = readLine(job, reader, line, index);
    if (reading?.problem !== undefined) {
      quarantined += 1;
      gathering.quarantine(quarantineOf(line, index, reading.problem));
    }
    marks.note(line);
    file = { ...file, lines: index + 1, offset: line.offset + line.length + 1 };
    gathering.countLine();
    if (reading?.reading) {
      const told = withHead(reading.reading, file, found, source);
      const facts = fileFacts(file, told);
      if (facts) file = { ...file, ...facts };
      if (file.cwd !== null && file.session !== null && start.cwd === null && !job.inScope(file.cwd)) {
        return {
          verdict: 'out of scope',
          bytes: 0,
          quarantined: 0,
          row: outside(file, start, job.inScope.key),
        };
      }
      gathering.add(told, index);
    }
    if (gathering.isDue) await write(false);
  }
  const isNews = !known || JSON.stringify({ ...file, ...lastPlace(stat) }) !== JSON.stringify(known);
  if (!gathering.isEmpty || isNews) await write(true);
  return {
    verdict: file.session === null ? 'undecided' : 'read',
    bytes: file.offset - bytesBefore,
    quarantined,
  };
}

function lastPlace(stat: Stat): Partial<IngestFile> {
  return { identity: stat.identity, size: stat.size, mtime: stat.mtimeMs, error: null };
}

/** Rows need a session: where the first line is lost, the name of the file tells it. */
function withHead(reading: Reading, file: IngestFile, found: Found, source: Source): Reading {
  const hasRows = reading.items.length + reading.usage.length > 0;
  if (reading.head || file.session !== null || !hasRows) return reading;
  const at = reading.items[0]?.at ?? reading.usage[0]?.at ?? 0;
  return { ...reading, head: { agent: source.agent, session: found.session, startedAt: at } };
}

/** A file that is not wanted: what is known of it is where its agent worked. */
function outside({ cwd }: IngestFile, start: IngestFile, scope: string): IngestFile {
  return { ...start, cwd, scope, size: -1, offset: 0, lines: 0, staging: false };
}

function archiveOf(isLast: boolean, known: IngestFile | undefined, file: IngestFile): IngestBatch['archive'] {
  if (!isLast || file.archived === (known?.archived ?? false)) return undefined;
  return file.archived ? 'archive' : 'reopen';
}
