import { expect, test } from 'vitest';
import type { Frame } from '../../../scripts/session/film.ts';
import { pictureOf } from '../../../scripts/session/picture.ts';

function frame(painted: string, seconds: number, more: Partial<Frame> = {}): Frame {
  return { title: 'T', screen: { text: '', painted, cursor: undefined }, seconds, isStill: false, ...more };
}

test('each frame has its time, and the times follow each other', () => {
  const svg = pictureOf([frame('a', 1), frame('b', 2, { isStill: true }), frame('c', 1)]);
  expect(svg).toContain('@keyframes k0{0%{visibility:visible}25%{visibility:hidden}}');
  expect(svg).toContain('@keyframes k1{0%{visibility:hidden}25%{visibility:visible}75%{visibility:hidden}}');
  expect(svg).toContain('@keyframes k2{0%{visibility:hidden}75%{visibility:visible}}');
  expect(svg.match(/4s step-end infinite/g)).toHaveLength(3);
  expect(svg).toContain('<g id="f1" class="f still">');
});

test('signs of XML are text', () => {
  const svg = pictureOf([frame('a <b> & "c"', 1, { title: '<T>' })]);
  expect(svg).toContain('>a &lt;b&gt; &amp; &quot;c&quot;</tspan>');
  expect(svg).toContain('>&lt;T&gt;</text>');
});

test('a row that two frames show is there once', () => {
  const svg = pictureOf([frame('twice\nonce', 1), frame('x\ntwice', 1)]);
  expect(svg.match(/>twice</g)).toHaveLength(1);
  expect(svg.match(/<use href="#r0" y="47"\/>/g)).toHaveLength(1);
  expect(svg.match(/<use href="#r0" y="65"\/>/g)).toHaveLength(1);
});

test('columns hold in any font: pieces begin after wide gaps and after signs', () => {
  const places = [...pictureOf([frame('❯ one  two', 1)]).matchAll(/<tspan x="([\d.]+)">([^<]+)</g)];
  expect(places.map(([, x, text]) => `${text} ${x}`)).toEqual(['❯ 16', 'one 32.9', 'two 75']);
});

test('the cursor is drawn where it is', () => {
  const svg = pictureOf([
    frame('$ x', 1, { screen: { text: '', painted: '$ x', cursor: { column: 3, row: 1 } } }),
  ]);
  expect(svg).toContain('<rect x="41.3" y="52"');
});
