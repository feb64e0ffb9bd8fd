/** Names that people gave to threads of Codex: they stand beside the transcripts, not in them. */
import { join } from 'node:path';
import { NerveError } from '../../base/kernel/errors.ts';
import type { System } from '../../base/system/system.ts';
import { threadNames } from '../transcripts/codex/session-index.ts';
import { createCleaner } from './clean.ts';

/** Name by session; none where the file cannot be read: names are no reason to stop. */
export async function namesOf(system: Pick<System, 'read'>, home: string): Promise<Map<string, string>> {
  const cleaner = createCleaner();
  try {
    const text = system.read(join(home, 'session_index.jsonl'))?.bytes.toString('utf8') ?? '';
    return new Map([...threadNames(text)].map(([session, name]) => [session, cleaner.text(name)]));
  } catch (error) {
    if (error instanceof NerveError) return new Map();
    throw error;
  }
}
