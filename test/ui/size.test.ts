import { expect, test } from 'vitest';
import { size } from '../../src/ui/size.ts';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [49_152, '48.0 KiB'],
  [1024 ** 2 - 1, '1024.0 KiB'],
  [5 * 1024 ** 2, '5.0 MiB'],
  [3 * 1024 ** 5, '3072.0 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(size(bytes)).toBe(text);
});
