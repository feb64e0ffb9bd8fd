/** JSON that breaks off anywhere is whole again, and says nothing that it did not say. */
import { expect, test } from 'vitest';
import { mendCut } from '../../../../src/lib/knowledge/ingest/mend.ts';

test.each([
  ['{"a":{"b":"long te', { a: { b: 'long te' } }],
  ['{"a":1,"b":[1,2,{"c":"x', { a: 1, b: [1, 2, { c: 'x' }] }],
  ['{"a":1,"b":tr', { a: 1 }],
  ['{"a":1,"ke', { a: 1 }],
  ['{"a":1,"key"', { a: 1 }],
  ['{"a":1,"key":', { a: 1 }],
  ['{"a":"x\\', { a: 'x' }],
  ['{"a":"x\\\\', { a: 'x\\' }],
  ['{"a":"x\\u00', { a: 'x' }],
  ['{"a":"x\\"y', { a: 'x"y' }],
  ['{"a":[1,2', { a: [1] }],
  ['{"a":"whole"', { a: 'whole' }],
  ['{"a":{"b":1}', { a: { b: 1 } }],
])('%s', (text, value) => {
  expect(JSON.parse(mendCut(text) ?? 'null')).toEqual(value);
});

test('every beginning of a line parses', () => {
  const whole = '{"t":"x\\n\\u00e9","p":{"k":[{"q":"a\\"b"},null,1.5e3,"z"],"e":{}},"l":"end \\\\ "}';
  for (let length = 1; length < whole.length; length += 1) {
    const mended = mendCut(whole.slice(0, length));
    expect(() => JSON.parse(mended ?? '')).not.toThrow();
  }
});

test.each(['', 'no JSON', '"text', '{"a":1}'])('nothing can be made of %j', (text) => {
  expect(mendCut(text)).toBeUndefined();
});
