import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Asker } from '../../../src/ui/wizard/asker.ts';
import { createLineAsker } from '../../../src/ui/wizard/line-asker.ts';

/** Asks with these lines typed one after the other, each once its question is there. */
async function asked<T>(lines: readonly string[], ask: (asker: Asker) => Promise<T>) {
  const input = new PassThrough();
  const output = new PassThrough();
  const left = [...lines];
  let said = '';
  output.on('data', (chunk) => {
    said += chunk;
    if (!/ $/.test(said)) return;
    const line = left.shift();
    setImmediate(() => (line === undefined ? input.end() : input.write(`${line}\n`)));
  });
  const answer = await ask(createLineAsker(input, output)).catch((error) => error);
  return { answer, said };
}

const options = [
  { value: 'a', name: 'Ann' },
  { value: 'b', name: 'Ben' },
  { value: 'c', name: 'Cid' },
] as const;

describe('many', () => {
  const many = (...lines: string[]) => asked(lines, (asker) => asker.many('Who?', options, ['b']));

  it.each([
    [[''], ['b']],
    [['3, 1'], ['a', 'c']],
    [['2 2'], ['b']],
    [['4', 'x', '0', '-1', '1'], ['a']],
  ])('%j', async (lines, expected) => expect((await many(...lines)).answer).toEqual(expected));

  it('shows what is chosen', async () => {
    expect((await many('')).said).toBe(
      'Who?\n  1 [ ] Ann\n  2 [x] Ben\n  3 [ ] Cid\nNumbers, or Enter for those with x: ',
    );
  });

  it('takes no empty choice', async () => {
    const { answer, said } = await asked(['', '1'], (asker) => asker.many('Who?', options, []));
    expect(answer).toEqual(['a']);
    expect(said).toContain('Give one or more numbers from 1 to 3.');
  });
});

describe('the others', () => {
  it.each([
    [[''], 'b'],
    [['3'], 'c'],
    [['1 2', '9', '1'], 'a'],
  ])('one %j', async (lines, expected) => {
    expect((await asked(lines, (asker) => asker.one('Who?', options, 'b'))).answer).toBe(expected);
  });

  it.each([
    [[''], true],
    [['maybe', 'N'], false],
    [['yes'], true],
  ])('yesNo %j', async (lines, expected) => {
    expect((await asked(lines, (asker) => asker.yesNo('Sure?', true))).answer).toBe(expected);
  });

  it.each([
    [[''], 'Ann'],
    [['-'], ''],
    [['  Ben '], 'Ben'],
    [['bad', 'good'], 'good'],
  ])('text %j', async (lines, expected) => {
    const check = (text: string) => text !== 'bad' || 'Not that one.';
    const { answer, said } = await asked(lines, (asker) => asker.text('Name', { default: 'Ann', check }));
    expect(answer).toBe(expected);
    expect(said.includes('Not that one.')).toBe(lines[0] === 'bad');
  });

  it('stop at the end of the input', async () => {
    const { answer } = await asked([], (asker) => asker.yesNo('Sure?', true));
    expect(answer).toMatchObject({ message: 'Stopped; nothing was changed', exit: 130 });
  });
});
