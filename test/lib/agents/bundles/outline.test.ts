import { describe, expect, it } from 'vitest';
import { stripComments } from '../../../../src/lib/agents/bundles/comments.ts';
import { outline } from '../../../../src/lib/agents/bundles/outline.ts';

const render = (text: string, title = 'SOUL'): string =>
  outline(text, title)
    .map((line) => line.text)
    .join('\n');

describe('outline', () => {
  it.each([
    ['moves headings down', '# A\n## B\n###### F\n#\nx', '## A\n### B\n###### F\n##\nx'],
    ['drops a title that says the name again', '# Soul\n\nx', 'x'],
    ['drops a title that is the file name', '# SOUL.md\nx', 'x'],
    ['keeps another title', '# My soul\n\nx', '## My soul\n\nx'],
    ['drops the title only once', '# Soul\n# Soul\nx', '## Soul\nx'],
    ['turns underlined headings', 'A\n===\ntext\n\nB\n---\nx', '## A\ntext\n\n### B\nx'],
    ['joins an underlined heading of two lines', 'a\nb\n---', '## a b'],
    ['leaves levels alone that fit below the title', '# Soul\n## A\n### B', '## A\n### B'],
    ['leaves a rule after a list alone', '- a\n---\n- b', '- a\n---\n- b'],
    ['leaves a rule after a continued item alone', '- a\nb\n---', '- a\nb\n---'],
    ['leaves a rule after a quote alone', '> a\n---', '> a\n---'],
    ['leaves a rule after a blank line alone', 'a\n\n---\n\nb', 'a\n\n---\n\nb'],
    ['leaves a table alone', '| a |\n|---|\n| b |', '| a |\n|---|\n| b |'],
    ['leaves tags and hash words alone', '#tag\nx #1', '#tag\nx #1'],
    ['leaves indented code alone', 'x\n\n    # code', 'x\n\n    # code'],
    ['leaves fenced code alone', '```\n# a\n```\n# b', '```\n# a\n```\n## b'],
    ['knows that tildes do not close backticks', '```\n~~~\n# a\n```\n# b', '```\n~~~\n# a\n```\n## b'],
    ['knows that a longer fence closes', '```\n# a\n`````\n# b', '```\n# a\n`````\n## b'],
    ['knows that backticks in the info string are no fence', '``` a`b\n# c', '``` a`b\n## c'],
    ['follows a fence in a list item', '- ```\n  # a\n  ```\n# b', '- ```\n  # a\n  ```\n## b'],
    ['ends a fence with its list item', '- ```\n  # a\n# b', '- ```\n  # a\n## b'],
    ['ends a fence with its quote', '> ```\n> # a\n# b', '> ```\n> # a\n## b'],
    [
      'follows a fence below a list item',
      '1. x\n\n   ```\n   # a\n   ```\n\n# b',
      '1. x\n\n   ```\n   # a\n   ```\n\n## b',
    ],
    ['drops blank lines at both ends', '\n \nx\n\n', 'x'],
    ['gives nothing for nothing', '\n', ''],
    ['gives nothing for a title alone', '# Soul\n\n', ''],
  ])('%s', (_, text, expected) => {
    expect(render(text)).toBe(expected);
  });
});

describe('stripComments', () => {
  it.each([
    ['a line of its own', 'a\n\n<!-- x -->\n\nb', 'a\n\nb'],
    ['several lines', 'a\n<!-- x\n\ny -->\nb', 'a\nb'],
    ['the first line', '<!-- x -->\n\na', 'a'],
    ['inside a line', 'a <!-- x --> b', 'a  b'],
    ['between words', 'a<!-- x -->b', 'a b'],
    ['at the end', 'a <!-- x -->', 'a'],
    ['two in a line', '<!-- x -->a<!-- y -->', 'a'],
    ['an empty one', 'a <!--> b', 'a  b'],
    ['text behind the end', '<!-- x\ny --> a', ' a'],
    ['none in a fence', '```\n<!-- x -->\n```', '```\n<!-- x -->\n```'],
    ['none in a code span', '`<!-- x -->` and ``a ` <!-- y -->``', '`<!-- x -->` and ``a ` <!-- y -->``'],
    ['one behind a lone backtick', 'a ` <!-- x --> b', 'a `  b'],
    ['a fence in a comment', '<!--\n```\n-->\n# a', '# a'],
    ['one that never ends', 'a <!-- x\n# b', 'a &lt;!-- x\n# b'],
    ['one that ends before it starts', '--> a <!-- x', '--> a &lt;!-- x'],
  ])('%s', (_, text, expected) => {
    expect(stripComments(text)).toBe(expected);
  });

  it('does a megabyte of openings and backticks', () => {
    for (const unit of ['<!--', '<!-- x -->', '`', '`a``b', '--><!--', '<!--\n']) {
      const text = unit.repeat(1024 * 32);
      expect(stripComments(`${text}\nend`)).toMatch(/end$/);
    }
  });
});
