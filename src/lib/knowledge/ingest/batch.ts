/** Gathers what lines bring until it is worth a transaction. */
import type {
  IngestBatch,
  IngestFile,
  IngestHead,
  IngestMessage,
  IngestUsage,
  Quarantined,
} from '../../base/store/ingest-rows.ts';
import type { Reading } from '../transcripts/item.ts';
import type { Cleaner } from './clean.ts';
import { headOf, messageOf, titleFrom, usageOf } from './rows.ts';

const ROWS = 500;
/** Characters. */
const SIZE = 2 * 1024 * 1024;
/** Lines without rows, after which the place is noted all the same. */
const LINES = 20_000;

/** What one step adds to the file's row and the rest. */
export type Step = Omit<
  IngestBatch,
  'file' | 'state' | 'session' | 'begins' | 'ends' | 'sharedIds' | 'archive' | 'fallbackTitle'
> & {
  /** The beginning of the first prompt in it. */
  readonly prompt?: string;
};

export interface Gathering {
  /** @param index place of the line in the file */
  add(reading: Reading, index: number): void;
  quarantine(line: Quarantined): void;
  countLine(): void;
  /** Whether it should be written before more is added. */
  readonly isDue: boolean;
  readonly isEmpty: boolean;
  /** What was gathered; begins anew. */
  take(): Step;
}

interface Open {
  head?: IngestHead;
  readonly messages: IngestMessage[];
  readonly usage: IngestUsage[];
  readonly quarantine: Quarantined[];
  readonly voidedRanges: { from: number; to: number }[];
  readonly voidedIds: string[];
  readonly children: string[];
}

export function createGathering(cleaner: Cleaner): Gathering {
  let open = fresh();
  let size = 0;
  let lines = 0;
  const takesBack = (): boolean => open.voidedRanges.length + open.voidedIds.length > 0;
  return {
    add: ({ head, items, usage, voided, voidedRanges = [], children = [] }, index) => {
      if (head) open.head = headOf(head, cleaner);
      for (const item of items) {
        const message = messageOf(item, index, cleaner);
        size += message.text.length + (message.output?.length ?? 0) + message.data.length;
        open.messages.push(message);
      }
      for (const fact of usage) open.usage.push(usageOf(fact));
      open.voidedIds.push(...voided);
      for (const { of, from, to = Number.MAX_SAFE_INTEGER } of voidedRanges) {
        if (of === 'own') open.voidedRanges.push({ from, to });
      }
      open.children.push(...children);
    },
    quarantine: (line) => {
      size += line.text.length;
      open.quarantine.push(line);
    },
    countLine: () => {
      lines += 1;
    },
    get isDue() {
      // What takes rows back must not meet those that come after it.
      return open.messages.length >= ROWS || size >= SIZE || lines >= LINES || takesBack();
    },
    get isEmpty() {
      return lines === 0;
    },
    take: () => {
      const step = open;
      open = fresh();
      size = 0;
      lines = 0;
      const title = titleFrom(step.messages);
      return { ...step, ...(title !== undefined && { prompt: title }) };
    },
  };
}

function fresh(): Open {
  return { messages: [], usage: [], quarantine: [], voidedRanges: [], voidedIds: [], children: [] };
}

/** The facts of a file's row that its lines tell. */
export function fileFacts(
  file: IngestFile,
  { head, voidedRanges = [] }: Reading,
): Partial<IngestFile> | undefined {
  const cut = voidedRanges.find(({ of }) => of === 'earlier')?.from;
  if (!head && cut === undefined) return undefined;
  return {
    ...(head && { session: head.session, cwd: file.cwd || head.cwd || '' }),
    ...(head?.forkedFrom !== undefined && { forkedFrom: head.forkedFrom }),
    ...(cut !== undefined && { cutFrom: cut }),
  };
}
