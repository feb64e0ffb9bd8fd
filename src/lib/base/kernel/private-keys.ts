/** Finds PEM private key blocks (RFC 7468), also cut off ones and those inside JSON strings. */
import type { SecretSpan } from './secret-spans.ts';

/** How every one of them begins. */
export const PRIVATE_KEY_CUE = '-----begin ';

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}?PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END [A-Z0-9 ]{0,40}?PRIVATE KEY(?: BLOCK)?-----/g;
/** One line of a key: base64, a PEM header, or nothing, perhaps quoted or indented. */
const KEY_LINE =
  /[ \t>]{0,16}(?:[A-Za-z0-9+/=\\]{16,}|[A-Za-z0-9+/]{1,80}={0,2}(?=[ \t]*(?:\n|$))|[A-Za-z-]{1,40}: [^\n]{0,200})?[ \t]{0,16}(?:\n|$)/y;

/** Spans from BEGIN to END; without an END, to the last line that can belong to the key. */
export function findPrivateKeys(text: string): SecretSpan[] {
  const begins = [...text.matchAll(BEGIN)];
  if (begins.length === 0) return [];
  const ends = [...text.matchAll(END)];
  const spans: SecretSpan[] = [];
  const sticky = new RegExp(KEY_LINE);
  let next = 0;
  for (const [index, begin] of begins.entries()) {
    const bodyStart = begin.index + begin[0].length;
    const limit = begins[index + 1]?.index ?? text.length;
    while ((ends[next]?.index ?? Number.POSITIVE_INFINITY) < bodyStart) next++;
    const end = ends[next];
    const closed = end && end.index < limit ? end.index : undefined;
    const bodyEnd = closed ?? endOfKeyLines(text, sticky, bodyStart, limit);
    // Prose about keys, and `…` between the two lines, holds no key.
    if (!hasKeyMaterial(text.slice(bodyStart, bodyEnd))) continue;
    spans.push({
      start: begin.index,
      end: closed === undefined ? bodyEnd : closed + (end?.[0].length ?? 0),
      kind: 'private-key',
    });
  }
  return spans;
}

function hasKeyMaterial(body: string): boolean {
  return /[A-Za-z0-9+/=]{32}/.test(body);
}

function endOfKeyLines(text: string, sticky: RegExp, from: number, limit: number): number {
  sticky.lastIndex = from;
  let end = from;
  while (end < limit) {
    const match = sticky.exec(text);
    if (!match || match[0] === '' || match.index + match[0].length > limit) break;
    if (match[0].trim() !== '') end = match.index + match[0].trimEnd().length;
    sticky.lastIndex = match.index + match[0].length;
    if (sticky.lastIndex >= limit) break;
  }
  return end;
}
