/** Takes secrets out of text that is shown to people, such as diffs. */

const MIN_LENGTH = 8;
const SHOWN = 4;

type Range = readonly [start: number, end: number];

/**
 * The text with every given secret (of at least 8 characters, also as it looks inside a JSON string), every JWT and
 * every value behind `Bearer ` replaced by its first 4 characters and `…`. References such as `${NAME}` are no
 * secrets and stay. Takes linear time in the text for each secret.
 */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  const wanted = new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  const given = [...wanted]
    .filter((secret) => secret.length >= MIN_LENGTH)
    .flatMap((secret) => occurrences(text, secret));
  return cover(text, [...given, ...tokens(text), ...bearers(text)]);
}

function occurrences(text: string, secret: string): Range[] {
  const found: Range[] = [];
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length)) {
    found.push([at, at + secret.length]);
  }
  return found;
}

/** JSON Web Tokens (RFC 7519): three or more parts of base64url with dots between, the first one from `eyJ` on. */
function tokens(text: string): Range[] {
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
    if (value.length >= MIN_LENGTH && !/^\$\{\w+\}$/.test(value)) found.push([end - value.length, end]);
  }
  return found;
}

/** Replaces the ranges; those that overlap are one. */
function cover(text: string, ranges: readonly Range[]): string {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const parts: string[] = [];
  let at = 0;
  for (const [start, end] of sorted) {
    if (start >= at) parts.push(text.slice(at, start), text.slice(start, start + SHOWN), '…');
    at = Math.max(at, end);
  }
  parts.push(text.slice(at));
  return parts.join('');
}
