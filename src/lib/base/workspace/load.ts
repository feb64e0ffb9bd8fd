/** Reads a workspace from disk. */
import { resolve } from 'node:path';
import { UserError } from '../kernel/errors.ts';
import type { System } from '../system/system.ts';
import { MAX_FILE_BYTES, type Workspace, type WorkspacePart, workspaceNames } from './files.ts';
import { splitFrontMatter } from './front-matter.ts';

/** All that loading needs from the system: it only reads. */
export type Reader = Pick<System, 'read' | 'list' | 'stat'>;

/**
 * Reads the identity files of `directory` (absolute). Missing files are skipped; a missing directory is an empty
 * workspace.
 * @throws UserError (`workspace-file`, `workspace-front-matter`) naming the file that is not UTF-8 text, is larger
 *   than 1 MiB, is no regular file, or has broken front matter.
 */
export async function loadWorkspace(system: Reader, directory: string): Promise<Workspace> {
  const present = new Set(system.list(directory).map((entry) => entry.name));
  const parts: WorkspacePart[] = [];
  for (const { name, file, local } of workspaceNames()) {
    if (!present.has(name)) continue;
    const path = resolve(directory, name);
    const read = readText(system, path);
    if (!read) continue;
    const { frontMatter, body, firstLine } = await splitFrontMatter(read.text, path);
    parts.push({ file, name, path, local, text: body, firstLine, hash: read.hash, ...frontMatter });
  }
  return { directory, parts };
}

function readText(system: Reader, path: string): { text: string; hash: string } | undefined {
  const stat = system.stat(path);
  if (!stat) return undefined;
  if (stat.kind !== 'file')
    throw unusable(path, stat.kind === 'directory' ? 'is a directory' : 'is no regular file');
  if (stat.size > MAX_FILE_BYTES) throw unusable(path, `has ${stat.size} bytes, more than 1 MiB`);
  const snapshot = system.read(path);
  if (!snapshot) return undefined;
  if (snapshot.bytes.length > MAX_FILE_BYTES) throw unusable(path, 'is larger than 1 MiB');
  return { text: decode(snapshot.bytes, path), hash: snapshot.hash };
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    // The decoder also drops a byte order mark.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch (error) {
    throw unusable(path, 'is not UTF-8 text', error);
  }
}

function unusable(path: string, why: string, cause?: unknown): UserError {
  return new UserError(`${path} ${why}, so no memory can be rendered from it`, {
    code: 'workspace-file',
    hint: 'replace it by a UTF-8 Markdown file, or move it out of the workspace',
    cause,
    data: { path },
  });
}
