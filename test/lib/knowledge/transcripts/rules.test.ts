/** Every type that occurs has a rule, and every rule is in the documentation. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ATTACHMENTS, BLOCKS, ROWS, SYSTEM } from '../../../../src/lib/knowledge/transcripts/claude/rules.ts';
import { EVENTS } from '../../../../src/lib/knowledge/transcripts/copilot/rules.ts';
import { fixtures as claude } from './claude/fixtures.ts';
import { fixtures as copilot } from './copilot/fixtures.ts';

interface Row {
  readonly type: string;
  readonly subtype?: string;
  readonly attachment?: { readonly type: string };
  readonly message?: { readonly content: string | readonly { readonly type: string }[] };
}

const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
const parse = (lines: readonly string[]): Row[] => lines.map((line) => JSON.parse(line) as Row);
const without = (types: readonly string[], rules: object): string[] =>
  [...new Set(types)].filter((type) => !Object.hasOwn(rules, type));

describe('a rule is there for', () => {
  const rows = ['2.1.328', '2.0.30'].flatMap(claude).flatMap(({ lines }) => parse(lines));

  test.each<[string, readonly string[], object, number]>([
    ['rows', rows.map(({ type }) => type), ROWS, 12],
    [
      'blocks',
      rows
        .filter(({ type }) => type === 'user' || type === 'assistant')
        .flatMap(({ message }) => (typeof message?.content === 'object' ? message.content : []))
        .map(({ type }) => type),
      BLOCKS,
      5,
    ],
    [
      'system rows',
      rows.flatMap(({ type, subtype = '' }) => (type === 'system' ? [subtype] : [])),
      SYSTEM,
      1,
    ],
    ['attachments', rows.flatMap(({ attachment }) => attachment?.type ?? []), ATTACHMENTS, 11],
    [
      'events',
      parse([...copilot().values()].flatMap(({ lines }) => lines)).map(({ type }) => type),
      EVENTS,
      20,
    ],
  ])('all %s of the fixtures', (_, types, rules, least) => {
    expect(new Set(types).size).toBeGreaterThanOrEqual(least);
    expect(without(types, rules)).toEqual([]);
  });
});

test('docs/ingest.md has a row for every rule', () => {
  const docs = readFileSync(join(root, 'docs/ingest.md'), 'utf8');
  const lines = [ROWS, BLOCKS, SYSTEM, EVENTS]
    .flatMap((rules) => Object.entries(rules))
    .map(([type, { to, what }]) => `| \`${type}\` | ${to} | ${what} |`);
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.filter((line) => !docs.includes(line))).toEqual([]);
  expect(Object.keys(ATTACHMENTS).filter((type) => !docs.includes(`\`${type}\``))).toEqual([]);
});
