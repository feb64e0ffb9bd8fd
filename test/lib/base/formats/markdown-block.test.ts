/** The block in somebody else's Markdown file, on every seed. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EditRefused } from '../../../../src/lib/base/formats/format.ts';
import {
  normalizeBody,
  readBlock,
  removeBlock,
  setBlock,
} from '../../../../src/lib/base/formats/markdown-block.ts';

const folder = fileURLToPath(new URL('../../../fixtures/agents/markdown/', import.meta.url));
const read = (name: string) => readFileSync(folder + name, 'utf8');
const names = readdirSync(folder).filter((name) => name.endsWith('.md'));

const BODIES = [
  '# SOUL.md\n\nBe useful.\n',
  '',
  'one line',
  '\n\nblank lines around\n\n\n',
  'with\r\nCRLF\r\n',
  '```\nan open fence\n',
  '```\n<!-- nerve:end -->\n```\n<!-- nerve:begin -->  \n',
];

describe.each(names)('%s', (name) => {
  const text = read(name);

  test('has no block', () => {
    expect(readBlock(text)).toBeUndefined();
    expect(removeBlock(text)).toBe(text);
  });

  test.each(BODIES)('set %j, read, set again, replace, remove', (body) => {
    const after = setBlock(text, body);
    expect(after.startsWith(text)).toBe(true);
    expect(readBlock(after)).toBe(normalizeBody(body));
    expect(setBlock(after, body)).toBe(after);
    expect(removeBlock(after)).toBe(text);
    for (const other of BODIES) {
      const replaced = setBlock(after, other);
      expect(replaced).toBe(setBlock(text, other));
      expect(removeBlock(replaced)).toBe(text);
    }
    // The block uses the line ending of the file, and a missing final newline stays missing.
    if (!/mixed|lone/.test(name)) expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
    expect(/\n$/.test(after)).toBe(/(^\uFEFF?|\n)$/.test(text));
  });

  test('what others write behind the block stays', () => {
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const after = setBlock(text, 'ours');
    const more = `${after.endsWith('\n') ? '' : eol}## Theirs${eol}`;
    expect(removeBlock(after + more)).toContain('## Theirs');
    expect(removeBlock(after + more)).not.toContain('nerve:begin -->\nours');
    expect(setBlock(after + more, 'ours')).toBe(after + more);
  });
});

test('the layout of an added block', () => {
  expect(setBlock('', 'a\n')).toBe('<!-- nerve:begin -->\na\n<!-- nerve:end -->\n');
  expect(setBlock('x\n', 'a')).toBe('x\n\n<!-- nerve:begin -->\na\n<!-- nerve:end -->\n');
  expect(setBlock('x', 'a')).toBe('x\n\n<!-- nerve:begin -->\na\n<!-- nerve:end -->');
  expect(setBlock('x\r\n', 'a\nb')).toBe('x\r\n\r\n<!-- nerve:begin -->\r\na\r\nb\r\n<!-- nerve:end -->\r\n');
});

test('a block is replaced where it stands, and its markers may have spaces behind them', () => {
  const text = 'top\n\n<!-- nerve:begin -->  \nold\n<!-- nerve:end -->\t\n\nbottom\n';
  expect(setBlock(text, 'new')).toBe(text.replace('old', 'new'));
  expect(removeBlock(text)).toBe('top\n\nbottom\n');
});

test('changes inside the block are seen', () => {
  const text = setBlock('x\n', 'a\nb');
  expect(readBlock(text.replace('b\n', 'b\n\n'))).toBe('a\nb\n');
  expect(readBlock(text.replace('a\nb\n', ''))).toBe('');
});

test('an open fence in the block does not hide its end, one before it does not hide the block', () => {
  const text = setBlock('x\n', '````\nnever closed');
  expect(readBlock(`~~~\nopen\n${text}`)).toBe('````\nnever closed');
});

test.each([
  ['two-blocks.md', 'line 6'],
  ['no-end.md', 'line 2'],
  ['no-begin.md', 'line 3'],
  ['reversed.md', 'line 2'],
  ['nested.md', 'line 3'],
])('%s is refused at %s', (name, line) => {
  const text = read(`invalid/${name}`);
  for (const run of [() => readBlock(text), () => setBlock(text, 'a'), () => removeBlock(text)]) {
    expect(run).toThrow(EditRefused);
    expect(run).toThrow(line);
  }
});

test('a block is not added behind an open code fence', () => {
  expect(() => setBlock('# x\n\n```js\ncode\n', 'a')).toThrow(/line 3: the code fence/);
  expect(() => setBlock('```js\ncode\n```\n', 'a')).not.toThrow();
  expect(() => setBlock('``` not `a` fence\n', 'a')).not.toThrow();
});

test('large files of fences and blank lines take linear time', () => {
  const fences = '```\n~~~~\n'.repeat(50_000);
  expect(readBlock(`${fences}${'`'.repeat(100_000)}\n`)).toBeUndefined();
  expect(normalizeBody(`a${'\n'.repeat(300_000)}b`)).toHaveLength(300_002);
});
