/** A file's bytes as one string, whatever they are: UTF-8 as the text it is, anything else byte by byte behind a mark. */
import { isUtf8 } from 'node:buffer';
import { sha256 } from './hash.ts';

/** A lone low surrogate: no text that was read from UTF-8 begins with one. */
const MARK = '\udc00';

/** The content of a file; `bytesOf` gives exactly the same bytes back. */
export function contentOf(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : MARK + bytes.toString('latin1');
}

/** The bytes of a content. */
export function bytesOf(content: string): Buffer {
  return isText(content) ? Buffer.from(content) : Buffer.from(content.slice(MARK.length), 'latin1');
}

/** Whether a content is text, so that it can be shown, searched and merged. */
export function isText(content: string): boolean {
  return !content.startsWith(MARK);
}

/** SHA-256 of the bytes of a content, as 64 lower-case hex digits. */
export function contentHash(content: string): string {
  return sha256(isText(content) ? content : bytesOf(content));
}
