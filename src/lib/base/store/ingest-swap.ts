/**
 * How a file that was written anew takes the place of what it said before: its rows are hidden until all of it is read,
 * then one transaction lets them count. Rows that are as they were, up to the first difference, keep their ids.
 */

import { CONTENT, stagedPrefix } from './ingest-sql.ts';
import type { BatchStatement } from './steps.ts';

/** Hidden rows of this file that count no more: the file has changed again meanwhile. */
export function unstage(file: number): BatchStatement[] {
  const prefix = stagedPrefix(file);
  return [
    {
      sql: 'DELETE FROM messages WHERE file_id = ?1 AND substr(external_id, 1, ?2) = ?3',
      rows: [[file, prefix.length, prefix]],
    },
    { sql: "DELETE FROM usage WHERE file_id = ? AND voided = 'staged'", rows: [[file]] },
  ];
}

// ?1 file, ?2 generation, ?3 prefix, ?4 its length, ?5 where the id begins.
const STAGED = `file_id = ?1 AND generation = ?2 AND substr(external_id, 1, ?4) = ?3`;
const SAME = [...CONTENT, 'ordinal'].map((name) => `old.${name} IS new.${name}`).join(' AND ');
const TWIN = `old.session_id = new.session_id AND old.file_id = new.file_id
  AND old.external_id = substr(new.external_id, ?5) AND ${SAME}
  AND (old.voided IS nullif(new.voided, 'staged') OR (old.voided = 'copy' AND new.voided = 'staged'))`;
const FROM = '(SELECT coalesce(swap_at, 9223372036854775807) FROM ingest_files WHERE id = ?1)';

const SWAP: readonly string[] = [
  `UPDATE ingest_files SET swap_at = (SELECT min(new.id) FROM messages new
      WHERE new.file_id = ?1 AND new.generation = ?2 AND substr(new.external_id, 1, ?4) = ?3
        AND NOT EXISTS (SELECT 1 FROM messages old WHERE ${TWIN}))
    WHERE id = ?1`,
  `UPDATE messages SET generation = ?2 WHERE id IN (SELECT old.id FROM messages new JOIN messages old ON ${TWIN}
      WHERE new.file_id = ?1 AND new.generation = ?2 AND substr(new.external_id, 1, ?4) = ?3 AND new.id < ${FROM})`,
  `DELETE FROM messages WHERE ${STAGED} AND id < ${FROM}`,
  `DELETE FROM messages WHERE id IN (SELECT old.id FROM messages new
      JOIN messages old ON old.session_id = new.session_id AND old.external_id = substr(new.external_id, ?5)
      WHERE new.file_id = ?1 AND new.generation = ?2 AND substr(new.external_id, 1, ?4) = ?3)`,
  `UPDATE messages SET external_id = substr(external_id, ?5), voided = nullif(voided, 'staged') WHERE ${STAGED}`,
  `UPDATE messages SET voided = 'rewritten'
    WHERE file_id = ?1 AND generation < ?2 AND voided IS NULL`,
];

const SWAP_REST: readonly string[] = [
  "UPDATE usage SET voided = NULL WHERE file_id = ?1 AND generation = ?2 AND voided = 'staged'",
  "UPDATE usage SET voided = 'rewritten' WHERE file_id = ?1 AND generation < ?2 AND voided IS NULL",
  'DELETE FROM ingest_quarantine WHERE file_id = ?1 AND generation < ?2',
];

/** Lets the hidden rows of a generation count. */
export function swap(file: number, generation: number): BatchStatement[] {
  const prefix = stagedPrefix(file);
  const row = [file, generation, prefix, prefix.length, prefix.length + 1];
  return [
    ...SWAP.map((sql) => ({ sql, rows: [row] })),
    ...SWAP_REST.map((sql) => ({ sql, rows: [[file, generation]] })),
  ];
}
