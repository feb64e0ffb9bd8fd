/** What ingest keeps: how far each file was read, and what one step of reading brings. Times are milliseconds since the epoch. */
import type { JsonObject } from '../kernel/json.ts';
import type { MessageRole } from './message-row.ts';

/** One transcript on disk, wherever it lies now and whatever it is called: `agent` and `key` name it. */
export interface IngestFile {
  readonly id: number;
  readonly agent: string;
  readonly key: string;
  readonly path: string;
  /** Device and inode. */
  readonly identity: string;
  /** On disk, when it was read to its end; -1 for one that has to be read on. */
  readonly size: number;
  readonly mtime: number;
  readonly compressed: boolean;
  readonly archived: boolean;
  /** How often it was begun anew. */
  readonly generation: number;
  /** Rows of this generation are hidden until the whole file is read. */
  readonly staging: boolean;
  /** Bytes (decompressed) of the lines that are in the store. */
  readonly offset: number;
  readonly lines: number;
  /** Of the first bytes, and of the last ones before `offset`: by them a file is known again. */
  readonly headSize: number;
  readonly headHash: string;
  readonly tailSize: number;
  readonly tailHash: string;
  /** Where the agent worked: null while nothing is known, empty where the transcript does not say. */
  readonly cwd: string | null;
  /** The rule by which it was left out. */
  readonly scope: string | null;
  readonly session: string | null;
  /** Of several files of one session, later ones sort later. */
  readonly branch: string;
  /** Ordinal from which on this file takes back what earlier branches say. */
  readonly cutFrom: number | null;
  readonly forkedFrom: string | null;
  /** Name and version of the reader that made the state. */
  readonly reader: string;
  readonly error: string | null;
}

/** As much of a row as tells whether its file has to be opened: there may be many thousands. */
export type KnownFile = Pick<
  IngestFile,
  | 'id'
  | 'agent'
  | 'key'
  | 'path'
  | 'identity'
  | 'size'
  | 'mtime'
  | 'cwd'
  | 'scope'
  | 'session'
  | 'reader'
  | 'error'
> & { readonly archived: number };

export interface IngestHead {
  readonly session: string;
  readonly client: string;
  readonly version: string | null;
  readonly title: string;
  readonly cwd: string | null;
  readonly parent: string | null;
  readonly startedAt: number;
  readonly metadata: JsonObject;
}

export interface IngestMessage {
  readonly id: string;
  readonly at: number;
  readonly role: MessageRole;
  readonly kind: string;
  readonly text: string;
  readonly output: string | null;
  /** JSON object. */
  readonly data: string;
  readonly callId: string | null;
  readonly turnId: string | null;
  readonly tool: string | null;
  readonly server: string | null;
  readonly status: string | null;
  readonly ordinal: number;
  /** A copy of what another session said. */
  readonly copy: boolean;
}

export interface IngestUsage {
  readonly id: string;
  readonly at: number;
  readonly turnId: string | null;
  readonly model: string | null;
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
  readonly reasoning: number;
}

/** A line that could not be read, or not as a whole. */
export interface Quarantined {
  readonly line: number;
  readonly offset: number;
  readonly length: number;
  readonly hash: string;
  readonly reason: string;
  readonly text: string;
}

/** One step of reading one file: all of it commits together. */
export interface IngestBatch {
  readonly file: IngestFile;
  readonly state: JsonObject;
  readonly session: string | null;
  readonly head?: IngestHead;
  /** For a session that has none; `renews` one that was taken the same way before. */
  readonly fallbackTitle?: { readonly text: string; readonly renews: boolean };
  readonly messages: readonly IngestMessage[];
  readonly usage: readonly IngestUsage[];
  readonly quarantine: readonly Quarantined[];
  /** Ordinals of this file that do not count any more, after these messages; `to` exclusive. */
  readonly voidedRanges: readonly { readonly from: number; readonly to: number }[];
  readonly voidedIds: readonly string[];
  readonly children: readonly string[];
  /** The first batch of a generation that takes the place of another. */
  readonly begins: boolean;
  /** The last one: hidden rows take their place. */
  readonly ends: boolean;
  /** Copies in forks have the ids of their originals. */
  readonly sharedIds: boolean;
  readonly archive?: 'archive' | 'reopen';
}

export interface AgentSummary {
  readonly agent: string;
  readonly files: number;
  readonly sessions: number;
  readonly messages: number;
  readonly voided: number;
  readonly quarantined: number;
  readonly errors: number;
  /** Bytes in the store, decompressed. */
  readonly bytes: number;
  /** When a file was last read. */
  readonly lastRead: number | null;
  /** The newest message. */
  readonly newest: number | null;
}

export interface FileProblem {
  readonly agent: string;
  readonly path: string;
  readonly error: string;
}

export interface IngestStore {
  files(): Promise<KnownFile[]>;
  /** The whole row of a file, and what its reader knew at its offset. */
  file(id: number): Promise<{ readonly file: IngestFile; readonly state: JsonObject }>;
  /** Rows, usage, what does not count any more, broken lines, the session and the place in the file, or none of it. */
  write(batch: IngestBatch): Promise<void>;
  /**
   * Files from which nothing was read: those out of scope, those with an error, those elsewhere now.
   * @param moved those of them that were put into the archive or taken out of it
   */
  note(files: readonly IngestFile[], moved?: readonly IngestFile[]): Promise<void>;
  /** Names that a person gave to sessions; how many are new. */
  name(titles: ReadonlyMap<string, string>): Promise<number>;
  /** Calls that the hub noted under a provisional session although a transcript has them: call ids by both sessions. */
  strays(): Promise<readonly Stray[]>;
  /** By agent. */
  summary(): Promise<readonly AgentSummary[]>;
  problems(limit: number): Promise<readonly FileProblem[]>;
  /** Has files read from their beginning again; of one agent or of all. How many. */
  reset(agent?: string): Promise<number>;
}

export interface Stray {
  readonly from: string;
  readonly to: string;
  readonly at: number;
  readonly callIds: readonly string[];
}
