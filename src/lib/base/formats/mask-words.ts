/** Finds words that are secrets by their own look: given ones, tokens, long random words. */
import { looksRandom } from '../kernel/secret-values.ts';
import type { Range, TextKind } from './mask-ranges.ts';

const MIN_GIVEN = 8;
const MIN_RANDOM = 20;
/** In files that are edited by keys a shorter random word is hidden too. */
const MIN_RANDOM_KEYED = 16;

/** Every place of the given secrets (of at least 8 characters), also as they look inside a JSON string. */
export function givenRanges(text: string, secrets: readonly string[]): Range[] {
  const wanted = new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  return [...wanted]
    .filter((secret) => secret.length >= MIN_GIVEN)
    .flatMap((secret) => occurrences(text, secret));
}

/** JSON Web Tokens, what follows `Bearer `, and words that begin as the keys of well-known services do. */
export function tokenRanges(text: string): Range[] {
  return [...jwts(text), ...bearers(text), ...prefixed(text)];
}

/** Long words of mixed classes of characters: base64, hexadecimal, keys of any service. */
export function randomRanges(text: string, kind: TextKind): Range[] {
  const found: Range[] = [];
  const least = kind === 'keyed' ? MIN_RANDOM_KEYED : MIN_RANDOM;
  for (const word of text.matchAll(/[\w+~%.-]+(?:\/[\w+~%.-]+)*={0,2}/g)) {
    if (word[0].length < least) continue;
    let at = word.index;
    const random: Range[] = [];
    for (const piece of word[0].split('/')) {
      if (isRandom(piece, least)) random.push([at, at + piece.length]);
      at += piece.length + 1;
    }
    const path = /[/~.\\:]/.test(text[word.index - 1] ?? '') || /^[.~]/.test(word[0]);
    // Base64 may hold slashes; in a path only the random part is hidden.
    if (random.length > 0 && !path) found.push([word.index, word.index + word[0].length]);
    else found.push(...random);
  }
  return found;
}

function isRandom(word: string, least: number): boolean {
  if (word.length < least) return false;
  const head = word.slice(0, 4096);
  if (/[a-z]/.test(head) && /[A-Z]/.test(head) && /\d/.test(head))
    return word.length >= MIN_RANDOM || looksRandom(head);
  // Letters of one case without a digit are a name, however long.
  return /\d/.test(head) && /[A-Za-z]/.test(head)
    ? looksRandom(head)
    : /[a-z]/.test(head) && looksRandom(head) && /[A-Z]/.test(head);
}

function occurrences(text: string, secret: string): Range[] {
  const found: Range[] = [];
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length)) {
    found.push([at, at + secret.length]);
  }
  return found;
}

/** JSON Web Tokens (RFC 7519): three or more parts of base64url with dots between, the first one from `eyJ` on. */
function jwts(text: string): Range[] {
  const found: Range[] = [];
  // A run of token characters is read once; a search for the whole shape could be quadratic.
  for (const run of text.matchAll(/[\w.-]+/g)) {
    const parts = run[0].split('.');
    let offset = run.index;
    for (const [index, part] of parts.entries()) {
      const start = /(?<![A-Za-z0-9])eyJ/.exec(part)?.index;
      if (start !== undefined && parts[index + 1] && index + 2 < parts.length) {
        found.push([offset + start, run.index + run[0].length]);
        break;
      }
      offset += part.length + 1;
    }
  }
  return found;
}

function bearers(text: string): Range[] {
  const found: Range[] = [];
  for (const match of text.matchAll(/\bBearer[ \t]+([^\s"'`,;<>\\]+)/gi)) {
    const value = match[1] ?? '';
    const end = match.index + match[0].length;
    if (value.length >= MIN_GIVEN && !/^\$\{\w+\}$/.test(value)) found.push([end - value.length, end]);
  }
  return found;
}

function prefixed(text: string): Range[] {
  const pattern =
    /(?<![\w-])(?:(?:sk|rk|pk)[-_]|gh[pousr]_|github_pat_|glpat-|xox[a-z]-|hf_|npm_)[\w.+=-]{8,}/g;
  return Array.from(text.matchAll(pattern), (match): Range => [match.index, match.index + match[0].length]);
}
