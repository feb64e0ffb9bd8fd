/** Mutated lines never make the reader throw, and what it says of them can be saved. */
import { expect, test } from 'vitest';
import { mutate, randomNumbers } from '../reading.ts';
import { fixtures, maker } from './fixtures.ts';

test('20,000 mutated lines', () => {
  // Rows that are passed over at sight say little about the reader.
  const lines = ['2.1.328', '2.0.30']
    .flatMap((release) => fixtures(release))
    .flatMap((fixture) =>
      fixture.lines.filter((line) => !/^\{"type":"api-request|prompt_snapshot/.test(line)),
    );
  const random = randomNumbers(20_261_121);
  const reader = maker({ session: '598116c4-4f6c-47a9-9444-327abfd87399' })();
  const seen = { items: 0, broken: 0, unknown: 0 };
  for (let index = 0; index < 20_000; index += 1) {
    const line = mutate(lines[Math.floor(random() * lines.length)] ?? '', random);
    const { items, broken } = reader.read(line, index);
    seen.items += items.length;
    seen.unknown += items.filter(({ kind }) => kind === 'unknown').length;
    seen.broken += broken === undefined ? 0 : 1;
    for (const { id, at } of items) expect([typeof id, Number.isFinite(at)]).toEqual(['string', true]);
  }
  expect(Object.values(seen).every((count) => count > 100)).toBe(true);
  const state = reader.state();
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});
