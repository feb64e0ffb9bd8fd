/** Homes with recorded transcripts, and what an ingest made of them. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { openConnection } from '../../src/lib/base/store/connection.ts';
import { makeHome } from './home.ts';

export const TRANSCRIPTS = fileURLToPath(new URL('../fixtures/transcripts', import.meta.url));

/** What is below an agent's own folder, and where its recordings are. */
export const RECORDED = [
  ['.codex', 'codex/0.169.0', ['sessions', 'archived_sessions', 'session_index.jsonl']],
  ['.claude', 'claude/2.1.328', ['projects']],
  ['.copilot', 'copilot/1.0.102', ['session-state']],
] as const;

/** A home in which the newest recorded release of each agent has worked. */
export function recordedHome(): string {
  const home = makeHome();
  for (const [folder, release, names] of RECORDED) {
    for (const name of names) copyRecorded(`${release}/${name}`, join(home, folder, name));
  }
  return home;
}

export function copyRecorded(from: string, to: string): void {
  mkdirSync(join(to, '..'), { recursive: true });
  cpSync(join(TRANSCRIPTS, from), to, { recursive: true });
}

/** The agents' folders of a home in another one, where nothing was read yet. */
export function unreadCopy(home: string): string {
  const copy = makeHome();
  for (const [folder] of RECORDED) cpSync(join(home, folder), join(copy, folder), { recursive: true });
  return copy;
}

export interface Kept {
  /** In the order in which they are shown. */
  readonly messages: readonly Record<string, unknown>[];
  readonly hidden: readonly Record<string, unknown>[];
  readonly usage: readonly Record<string, unknown>[];
  readonly sessions: readonly Record<string, unknown>[];
  readonly quarantine: readonly Record<string, unknown>[];
}

const FACTS =
  'session_id, external_id, at, role, kind, text, data, call_id, turn_id, tool, server, status, output';

/** What the database of a home says, without what differs between two runs that read the same. */
export async function keptIn(home: string): Promise<Kept> {
  const all = await rowsOf(home);
  return {
    messages: all(`SELECT ${FACTS} FROM messages WHERE voided IS NULL ORDER BY session_id, id`),
    hidden: all(
      `SELECT session_id, external_id, voided, text FROM messages WHERE voided IS NOT NULL ORDER BY 1, 2`,
    ),
    usage: all(`SELECT session_id, external_id, at, model, input, cached_input, output, reasoning FROM usage
      WHERE voided IS NULL ORDER BY 1, 2`),
    sessions:
      all(`SELECT id, client_name, client_version, title, cwd, status, parent_id, created_at, last_activity_at,
      message_count FROM sessions ORDER BY id`),
    quarantine: all(`SELECT key, line, q.offset, length, hash, reason FROM ingest_quarantine q
      JOIN ingest_files f ON f.id = q.file_id ORDER BY 1, 2`),
  };
}

/** Reads the database of a home with statements of the test's own. */
export async function rowsOf(home: string): Promise<(sql: string) => Record<string, unknown>[]> {
  const connection = await openConnection(join(home, '.nerve/nerve.db'), {
    busyTimeout: 5000,
    mustExist: true,
  });
  onTestFinished(() => connection.close());
  return (sql) => connection.prepare(sql).all([]) as Record<string, unknown>[];
}
