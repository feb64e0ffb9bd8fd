/** Real sessions of Copilot CLI, made with a scripted model. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  copilotFileFacts,
  type FileFacts,
} from '../../../../../src/lib/knowledge/transcripts/copilot/file-facts.ts';
import { createCopilotReader } from '../../../../../src/lib/knowledge/transcripts/copilot/reader.ts';
import type { MakeReader } from '../reading.ts';

const root = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../../../fixtures/transcripts/copilot/1.0.102/session-state',
);

export interface Fixture {
  readonly facts: FileFacts;
  readonly lines: readonly string[];
}

/** By the first prompt. */
export function fixtures(): Map<string, Fixture> {
  const all = globSync('*/events.jsonl', { cwd: root }).sort();
  return new Map(
    all.map((path) => {
      const facts = copilotFileFacts(path.replaceAll('\\', '/'));
      if (facts === undefined) throw new Error(`${path} has no events`);
      const text = readFileSync(join(root, path), 'utf8');
      return [/\[\[(\w+)\]\]/.exec(text)?.[1] ?? '', { facts, lines: text.trimEnd().split('\n') }];
    }),
  );
}

export function maker(file: FileFacts): MakeReader {
  return (state) => createCopilotReader(state === undefined ? { file } : { file, state });
}
