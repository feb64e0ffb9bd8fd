/** By what a file is known again: its first bytes, and the last ones before the place that was reached. */
import { sha256 } from '../../base/kernel/hash.ts';
import type { IngestFile } from '../../base/store/ingest-rows.ts';
import { HEAD_BYTES, TAIL_BYTES } from './bytes.ts';
import type { Line } from './lines.ts';

export interface Marks {
  /** Every line that was read, in their order. */
  note(line: Line): void;
  /** As they are now; those of the row where nothing was read. */
  take(file: IngestFile): Partial<IngestFile>;
}

export function createMarks(): Marks {
  const tail = Buffer.alloc(TAIL_BYTES);
  let tailSize = 0;
  let head: Pick<IngestFile, 'headSize' | 'headHash'> | undefined;
  return {
    note: ({ bytes, offset, cutHash }) => {
      const size = Math.min(bytes.length, HEAD_BYTES);
      if (offset === 0) head = { headSize: size, headHash: sha256(bytes.subarray(0, size)) };
      // The newline belongs to it; of a line that is not held whole only the newline is known.
      const kept =
        cutHash === undefined
          ? bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES + 1))
          : bytes.subarray(0, 0);
      kept.copy(tail);
      tail[kept.length] = 10;
      tailSize = kept.length + 1;
    },
    take: (file) => ({
      ...(head ?? { headSize: file.headSize, headHash: file.headHash }),
      ...(tailSize === 0
        ? { tailSize: file.tailSize, tailHash: file.tailHash }
        : { tailSize, tailHash: sha256(tail.subarray(0, tailSize)) }),
    }),
  };
}
