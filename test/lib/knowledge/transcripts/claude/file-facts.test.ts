/** What the paths of Claude Code's files say. */
import { expect, test } from 'vitest';
import { claudeFileFacts } from '../../../../../src/lib/knowledge/transcripts/claude/file-facts.ts';

const session = '598116c4-4f6c-47a9-9444-327abfd87399';

test.each([
  [`-home-ann/${session}.jsonl`, { session }],
  [`-home-ann/${session.toUpperCase()}.jsonl`, { session }],
  [`-home-ann/${session}/subagents/agent-a7f22e79a097a108e.jsonl`, { session, agent: 'a7f22e79a097a108e' }],
  [`-home-ann/${session}/subagents/workflows/w1/agent-a7.jsonl`, { session, agent: 'a7' }],
  ['-home-ann/agent-7a9b36e6.jsonl', { agent: '7a9b36e6' }],
  [`-home-ann/${session}/subagents/agent-a7f22e79a097a108e.meta.json`, undefined],
  [`-home-ann/${session}/tool-results/agent-x.jsonl`, undefined],
  ['-home-ann/memory/MEMORY.md', undefined],
  ['-home-ann/notes.jsonl', undefined],
  [`${session}.jsonl`, undefined],
  ['', undefined],
])('%s', (path, facts) => {
  expect(claudeFileFacts(path)).toEqual(facts);
});
