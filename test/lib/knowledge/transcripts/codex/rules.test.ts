/** The table of rules: complete, without rows for nothing, and the one that docs/ingest.md shows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isIdle, isIdleBytes } from '../../../../../src/lib/knowledge/transcripts/codex/envelope.ts';
import { HANDLERS } from '../../../../../src/lib/knowledge/transcripts/codex/handlers.ts';
import { RULES } from '../../../../../src/lib/knowledge/transcripts/codex/rules.ts';
import { repository } from '../../../../support/scenario.ts';
import { line, linesOf, ROLLOUTS, read, rollout } from './support.ts';

/** A type as index.json counts it: `event_msg/item_completed:Plan`, `response_item/message:user`. */
function ruleType(counted: string): string {
  const [type = '', inner = ''] = counted.split(':');
  return type === 'event_msg/item_completed' ? `item/${inner}` : type;
}

test('every type that was recorded has a row', () => {
  const known = new Set(RULES.map(({ type }) => type));
  const seen = new Set(ROLLOUTS.flatMap(({ counted }) => Object.keys(counted.types).map(ruleType)));
  expect(seen.size).toBeGreaterThan(40);
  expect([...seen].filter((type) => !known.has(type))).toEqual([]);
});

test('every row that brings something has its function, and no other', () => {
  const bringing = RULES.filter(({ becomes }) => becomes !== 'nothing').map(({ type }) => type);
  expect([...HANDLERS.keys()].sort()).toEqual(bringing.sort());
  expect(new Set(RULES.map(({ type }) => type)).size).toBe(RULES.length);
});

test('docs/ingest.md shows the table as it is', () => {
  const docs = readFileSync(join(repository, 'docs', 'ingest.md'), 'utf8');
  const rows = RULES.map(({ type, becomes, note, mode }) => {
    const where = mode === undefined ? '' : `${mode} files; `;
    return `| \`${type}\` | ${becomes} | ${where}${note} |`
      .replace(/(?:; )? \|$/, ' |')
      .replace('|  |', '| |');
  });
  expect(docs).toContain(rows.join('\n'));
});

describe('what is not even parsed', () => {
  test('brings nothing if it is parsed after all', () => {
    let idle = 0;
    for (const { path, facts } of ROLLOUTS) {
      const lines = linesOf(path);
      const parsed = lines.map((text) =>
        isIdle(text) ? text.replace('{"timestamp"', '{ "timestamp"') : text,
      );
      idle += parsed.filter((text) => text.startsWith('{ ')).length;
      expect(read(parsed, facts)).toEqual(read(lines, facts));
    }
    expect(idle).toBeGreaterThan(500);
  });

  test('is the same by bytes, also inside a larger buffer', () => {
    for (const text of linesOf(rollout('270b').path)) {
      const bytes = Buffer.from(`before\n${text}\nafter`);
      expect(isIdleBytes(bytes, 7, bytes.length - 6)).toBe(isIdle(text));
    }
  });

  test('is none that is cut off, of unknown type, or written in another order', () => {
    const idle = line('world_state', { full: true });
    expect(isIdle(idle)).toBe(true);
    expect(isIdle(idle.slice(0, -3))).toBe(false);
    expect(isIdle(line('new_state', { full: true }))).toBe(false);
    expect(
      isIdle(JSON.stringify({ type: 'world_state', timestamp: '2026-11-20T10:00:00.000Z', payload: {} })),
    ).toBe(false);
  });
});
