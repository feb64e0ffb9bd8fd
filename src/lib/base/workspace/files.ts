/** The files of a workspace and what one of them looks like once it is read. */

/** Identity files, in the order in which they are listed everywhere. On disk each is `NAME.md`. */
export const WORKSPACE_FILES = ['SOUL', 'IDENTITY', 'USER', 'AGENTS', 'TOOLS', 'MEMORY'] as const;
export type WorkspaceFile = (typeof WORKSPACE_FILES)[number];

/** No identity file may be larger: every agent reads it whole at every start. */
export const MAX_FILE_BYTES = 1024 * 1024;

/** One file that was read. */
export interface WorkspacePart {
  readonly file: WorkspaceFile;
  /** The name on disk, `USER.md` or `USER.local.md`. */
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  /** A `*.local.md`: about this machine or person, never for a file that others read. */
  readonly local: boolean;
  /** The text without byte order mark and front matter, line endings `\n`. */
  readonly text: string;
  /** The line of the file on disk, from 1, at which `text` begins. */
  readonly firstLine: number;
  /** SHA-256 of the bytes on disk, hex. */
  readonly hash: string;
  /** Names of the only agents that get this file; left out: all of them. */
  readonly agents?: readonly string[];
  /** Higher is kept longer when a bundle is too large. Left out: the default of the file. */
  readonly budgetPriority?: number;
}

export interface Workspace {
  /** Absolute path. */
  readonly directory: string;
  /** In the order of `WORKSPACE_FILES`, each file before its local companion. Missing files are not listed. */
  readonly parts: readonly WorkspacePart[];
}

/** Every file name that is read, in order. */
export function workspaceNames(): readonly { name: string; file: WorkspaceFile; local: boolean }[] {
  return WORKSPACE_FILES.flatMap((file) => [
    { name: `${file}.md`, file, local: false },
    { name: `${file}.local.md`, file, local: true },
  ]);
}
