/** Real transcripts of Claude Code, made with a scripted model. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../../../../src/lib/base/kernel/json.ts';
import {
  claudeFileFacts,
  type FileFacts,
} from '../../../../../src/lib/knowledge/transcripts/claude/file-facts.ts';
import { createClaudeReader } from '../../../../../src/lib/knowledge/transcripts/claude/reader.ts';
import { type MakeReader, readingsOf, type Transcript, transcriptOf } from '../reading.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../../../fixtures/transcripts/claude');

export interface Fixture {
  readonly path: string;
  readonly facts: FileFacts;
  readonly lines: readonly string[];
}

/** What `index.json` beside the transcripts says of one of them, counted when it was made. */
export interface Counts {
  readonly file: string;
  readonly run: string;
  readonly lines: number;
  readonly user_prompts: number;
  readonly assistant_texts: number;
  readonly thinking: number;
  readonly tool_uses: number;
  readonly tool_results: number;
  readonly mcp_tool_uses: number;
}

export function countsOf(release: string): Counts[] {
  const { files } = JSON.parse(readFileSync(join(folder, release, 'index.json'), 'utf8')) as {
    files: Counts[];
  };
  return files;
}

export function fixtures(release: string): Fixture[] {
  const root = join(folder, release);
  return globSync('projects/**/*.jsonl', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => fixture(release, path));
}

export function fixture(release: string, path: string): Fixture {
  const root = join(folder, release);
  const facts = claudeFileFacts(path.slice('projects/'.length), metaOf(join(root, path)));
  if (facts === undefined) throw new Error(`${path} is no transcript`);
  return { path, facts, lines: readFileSync(join(root, path), 'utf8').trimEnd().split('\n') };
}

export function maker(file: FileFacts): MakeReader {
  return (state) => createClaudeReader(state === undefined ? { file } : { file, state });
}

export function read({ facts, lines }: Fixture): Transcript {
  return transcriptOf(readingsOf(maker(facts), lines));
}

function metaOf(path: string): JsonObject | undefined {
  if (!path.includes('subagents')) return undefined;
  return JSON.parse(readFileSync(path.replace(/jsonl$/, 'meta.json'), 'utf8'));
}
