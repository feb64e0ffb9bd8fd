/** Texts that come back from clients, signed so that only ours are believed. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Bytes of the signature that are sent: 128 bits. */
const SIZE = 16;

/**
 * `payload.signature`, of visible ASCII.
 * @param bound what the text is bound to without carrying it: its purpose, its principal, its request
 */
export function sign(key: Uint8Array, payload: string, bound: readonly string[]): string {
  const encoded = Buffer.from(payload, 'utf8').toString('base64url');
  return `${encoded}.${mac(key, encoded, bound).toString('base64url')}`;
}

/** The payload of a text that `sign` made with the same key and bounds; undefined for any other. */
export function verify(key: Uint8Array, text: string, bound: readonly string[]): string | undefined {
  const dot = text.indexOf('.');
  if (dot < 1) return undefined;
  const encoded = text.slice(0, dot);
  const sent = Buffer.from(text.slice(dot + 1), 'base64url');
  const expected = mac(key, encoded, bound);
  // The text is compared too: base64url reads several spellings as the same bytes.
  if (sent.length !== SIZE || text.length !== dot + 1 + Math.ceil((SIZE * 4) / 3)) return undefined;
  return timingSafeEqual(sent, expected) ? Buffer.from(encoded, 'base64url').toString('utf8') : undefined;
}

function mac(key: Uint8Array, encoded: string, bound: readonly string[]): Buffer {
  // JSON keeps the parts apart whatever they hold.
  const text = JSON.stringify([...bound, encoded]);
  return createHmac('sha256', key).update(text).digest().subarray(0, SIZE);
}
