import { describe, expect, it } from 'vitest';
import { bytesOf, contentHash, contentOf, isText } from '../../../../src/lib/base/kernel/content.ts';
import { sha256 } from '../../../../src/lib/base/kernel/hash.ts';

const ALL = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

describe('a content', () => {
  it.each<[string, Buffer, boolean]>([
    ['text', Buffer.from('Grüße 🜁\n'), true],
    ['nothing', Buffer.alloc(0), true],
    ['a byte order mark', Buffer.from('\ufeffx'), true],
    ['a NUL', Buffer.from([0]), true],
    ['text that begins with a pair of surrogates', Buffer.from('\u{10000}x'), true],
    ['every byte', ALL, false],
    ['one bad byte behind text', Buffer.from([0x61, 0xff]), false],
    ['UTF-16', Buffer.from('hi', 'utf16le').fill(0xd8, 1, 2), false],
    // What a lone surrogate would be in UTF-8 is no UTF-8.
    ['an encoded surrogate', Buffer.from([0xed, 0xb0, 0x80]), false],
  ])('gives back the bytes of %s', (_title, bytes, text) => {
    const content = contentOf(bytes);
    expect(bytesOf(content).equals(bytes)).toBe(true);
    expect(isText(content)).toBe(text);
    expect(contentHash(content)).toBe(sha256(bytes));
  });
});
