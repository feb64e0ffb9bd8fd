/** One line on its way to the reader: whole, or as much of it as is held. */
import { sha256 } from '../../base/kernel/hash.ts';
import { redactedStart } from '../../base/kernel/redacted-start.ts';
import type { Quarantined } from '../../base/store/ingest-rows.ts';
import type { Reading, TranscriptReader } from '../transcripts/item.ts';
import type { Line } from './lines.ts';
import { mendCut } from './mend.ts';
import type { Source } from './sources.ts';

/** Characters of a broken line that are kept. */
const SAMPLE = 4096;

export interface ReadLine {
  readonly reading?: Reading;
  readonly problem?: string;
}

/** What a reader makes of a line; undefined for one that brings nothing. */
export function readLine(
  { source }: { readonly source: Source },
  reader: TranscriptReader,
  line: Line,
  index: number,
): ReadLine | undefined {
  const { bytes } = line;
  const isCut = line.cutHash !== undefined;
  if (!isCut && source.isIdle?.(bytes, 0, bytes.length)) return undefined;
  const text = bytes.toString('utf8');
  if (!isCut) {
    const reading = reader.read(text, index);
    return reading.broken === undefined ? { reading } : { reading, problem: reading.broken };
  }
  const problem = `The line has ${line.length} bytes; what is behind the first ${bytes.length} is left out.`;
  const mended = mendCut(text);
  if (mended === undefined) return { problem };
  const { broken, ...reading } = reader.read(mended, index);
  if (broken !== undefined) return { problem };
  const cut = { offset: line.offset, length: line.length, sha256: line.cutHash ?? '' };
  return {
    problem,
    reading: { ...reading, items: reading.items.map((item) => ({ ...item, data: { ...item.data, cut } })) },
  };
}

/** A line as it is kept aside. */
export function quarantineOf(line: Line, index: number, reason: string): Quarantined {
  const { bytes, offset, length, cutHash } = line;
  return {
    line: index,
    offset,
    length,
    hash: cutHash ?? sha256(bytes),
    reason,
    text: redactedStart(bytes.toString('utf8', 0, SAMPLE * 4), SAMPLE),
  };
}
