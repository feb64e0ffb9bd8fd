/** The row of a file of which nothing was read yet. Pure. */
import type { IngestFile } from '../../base/store/ingest-rows.ts';
import type { Found } from './discover.ts';

export function freshRow(agent: string, found: Found, id: number): IngestFile {
  return {
    id,
    agent,
    key: found.key,
    path: found.path,
    identity: found.stat.identity,
    size: -1,
    mtime: 0,
    compressed: found.compressed,
    archived: found.archived,
    generation: 1,
    staging: false,
    offset: 0,
    lines: 0,
    headSize: 0,
    headHash: '',
    tailSize: 0,
    tailHash: '',
    cwd: null,
    scope: null,
    session: null,
    branch: found.branch,
    cutFrom: null,
    forkedFrom: null,
    reader: '',
    error: null,
  };
}
