/**
 * The only door to disk and processes. Three variants share this interface: `RealSystem`, `DryRunSystem`
 * (reads for real, writes into memory) and `RecordingSystem` (wraps another one and notes every call), so
 * that a dry run cannot drift from a real run.
 *
 * Calls are synchronous: a change set is a short burst of small files, and each step must see the one before.
 */

export interface FileSnapshot {
  /** The path that was asked for, absolute. */
  readonly path: string;
  /** Where the bytes really are, after all links. */
  readonly realPath: string;
  readonly bytes: Buffer;
  /** Permission bits only (0o600). */
  readonly mode: number;
  /** SHA-256 of `bytes`, hex. */
  readonly hash: string;
}

export interface WriteOptions {
  /**
   * What the caller believes stands there: the hash of the bytes, or `null` for no file. Checked immediately
   * before the rename; a difference throws `ChangedUnderneath`. Left out: no check.
   */
  readonly expect?: string | null;
  /** Permission bits of the result. Default: those of the existing file, 0600 for a new one. */
  readonly mode?: number;
  /** Permission bits of directories that have to be made. Default 0700. */
  readonly directoryMode?: number;
}

export interface WriteReceipt {
  readonly realPath: string;
  readonly hash: string;
  /** Directories that did not exist before, outermost first. */
  readonly createdDirectories: readonly string[];
}

export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
}

export interface Stat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  /** Permission bits only. */
  readonly mode: number;
  readonly uid: number;
  /** Milliseconds since the epoch. */
  readonly mtimeMs: number;
  /** Device and inode: the same for all names of one file, whatever it is renamed to. */
  readonly identity: string;
}

/** A regular file that is open for reading, however large it is. */
export interface OpenFile {
  /** As the file is now. */
  stat(): Stat;
  /** Fills the buffer from its beginning with bytes from `position` on; how many there were, 0 at the end. */
  read(buffer: Buffer, position: number): number;
  close(): void;
}

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment of the child. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until the child is killed. */
  readonly timeout: number;
  readonly input?: string;
}

export interface StartOptions {
  readonly cwd: string;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file that gets what it prints, behind what is there already; 0600 if it has to be made. */
  readonly log: string;
}

export interface RunResult {
  /** Undefined when the program could not be started or was killed. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A living process that holds a lock. */
export interface LockHolder {
  readonly pid: number;
  readonly purpose: string;
  /** ISO time. */
  readonly since: string;
}

export interface System {
  /** Reads a whole regular file, links followed. Undefined when absent. Throws `RefusedError` for a non-file or one that cannot be read. */
  read(path: string): FileSnapshot | undefined;
  /** Opens a regular file to be read piece by piece, links followed. Undefined when absent. Throws as `read`. */
  open(path: string): OpenFile | undefined;
  /** Facts about what a path leads to, links followed. Undefined when absent. */
  stat(path: string): Stat | undefined;
  /** Entries of a directory, sorted by name; empty when absent. */
  list(directory: string): readonly Entry[];
  /** The canonical form of a path: links of the deepest existing parent resolved, the missing rest appended. */
  resolve(path: string): string;
  /** The real path if writing there is allowed. Throws `RefusedError` (`outside-allowlist`, `hard-linked`, …). */
  assertWritable(path: string): string;
  /** Replaces a file atomically. See `WriteOptions`. */
  write(path: string, bytes: Uint8Array, options?: WriteOptions): WriteReceipt;
  /** Sets permission bits of an existing file inside the allowlist. */
  chmod(path: string, mode: number): void;
  /** Removes one file if it is as expected; absent is fine. A link itself is never removed, its target is. */
  remove(path: string, options?: { readonly expect?: string }): void;
  /** Makes a directory and its missing parents; returns those made, outermost first. */
  makeDirectory(path: string, mode?: number): readonly string[];
  /** Removes a directory if it is empty; returns whether it is gone. */
  removeDirectory(path: string): boolean;
  /** Runs `work` while holding the named lock file; other processes wait up to `waitMs`, then `UnavailableError`. */
  withLock<T>(
    file: string,
    work: () => Promise<T>,
    options: { readonly waitMs: number; readonly purpose: string },
  ): Promise<T>;
  /** Who holds the named lock file, as far as can be told without taking it. */
  lockHolder(file: string): LockHolder | undefined;
  /** The absolute path of a program on PATH, or undefined. */
  which(program: string, env: Readonly<Record<string, string | undefined>>): string | undefined;
  /** Runs a program to its end without a shell. */
  run(file: string, args: readonly string[], options: RunOptions): Promise<RunResult>;
  /** Starts a program that outlives this one, in a process group of its own, without a shell or a terminal. */
  start(file: string, args: readonly string[], options: StartOptions): void;
}

/** A write found other bytes than the plan was made for. The caller plans anew. */
export class ChangedUnderneath extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`${path} changed while nerve was about to write it`);
    this.name = 'ChangedUnderneath';
    this.path = path;
  }
}
