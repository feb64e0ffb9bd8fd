import { describe, expect, test } from 'vitest';
import { rowsOf } from '../../../scripts/session/cells.ts';

const E = '\u001B[';

test('a style goes on over line ends until something takes it back', () => {
  expect(rowsOf(`a ${E}1;32mb\nc${E}39md${E}0me`)).toEqual([
    [
      { column: 0, text: 'a ', style: [] },
      { column: 2, text: 'b', style: ['bold', 'green'] },
    ],
    [
      { column: 0, text: 'c', style: ['bold', 'green'] },
      { column: 1, text: 'd', style: ['bold'] },
      { column: 2, text: 'e', style: [] },
    ],
  ]);
});

test('a colour takes the place of another, bright ones are plain, no number means none', () => {
  const styles = rowsOf(`${E}31ma${E}96mb${E}mc${E}2md${E}22;49me`)[0]?.map(({ style }) => style);
  expect(styles).toEqual([['red'], ['cyan'], [], ['dim'], []]);
});

test('columns count characters, also those of several bytes; empty rows stay', () => {
  expect(rowsOf(`❯◉ ${E}1mCodex\n\nx`)).toEqual([
    [
      { column: 0, text: '❯◉ ', style: [] },
      { column: 3, text: 'Codex', style: ['bold'] },
    ],
    [],
    [{ column: 0, text: 'x', style: ['bold'] }],
  ]);
});

describe('what the picture cannot draw', () => {
  test.each([7, 44, 38])('%i is refused', (number) => {
    expect(() => rowsOf(`${E}${number}mx`)).toThrow(`no style ${number}`);
  });
});
