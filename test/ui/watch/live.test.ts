import { describe, expect, test } from 'vitest';
import { createLive } from '../../../src/ui/watch/live.ts';

function terminal(columns: number) {
  const written: string[] = [];
  return { columns, written, write: (text: string) => written.push(text) };
}

describe('drawing', () => {
  test('is one write over what was drawn before', () => {
    const screen = terminal(40);
    const live = createLive(screen);
    live.show(['one', 'two']);
    live.show(['one', 'three', 'four']);
    expect(screen.written).toEqual([
      '\rone\u001B[K\ntwo\u001B[K\n\u001B[J',
      '\u001B[2A\rone\u001B[K\nthree\u001B[K\nfour\u001B[K\n\u001B[J',
    ]);
  });

  test('the same again writes nothing', () => {
    const screen = terminal(40);
    const live = createLive(screen);
    live.show(['one']);
    live.show(['one']);
    expect(screen.written).toHaveLength(1);
  });

  test('goes up as many rows as the old lines take since the window was made narrower', () => {
    const screen = terminal(40);
    const live = createLive(screen);
    live.show(['x'.repeat(39), 'y', '']);
    screen.columns = 20;
    live.show(['short']);
    expect(screen.written[1]?.startsWith('\u001B[4A\r')).toBe(true);
  });

  test('begins below what others wrote', () => {
    const screen = terminal(40);
    const live = createLive(screen);
    live.show(['one', 'two']);
    live.forget();
    live.show(['one', 'two']);
    expect(screen.written[1]?.startsWith('\rone')).toBe(true);
  });

  test('the cursor is never hidden, so nothing has to be put back', () => {
    const screen = terminal(40);
    createLive(screen).show(['one']);
    expect(screen.written.join('')).not.toContain('\u001B[?25');
  });
});
