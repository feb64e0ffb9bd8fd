/** The secret scan of workspace texts: nerve's own rules, then secretlint on what still looks suspicious. */
import { findSecrets } from '../../base/kernel/redact.ts';
import { blankSpans, endOfWord, mergeSpans, type SecretSpan } from '../../base/kernel/secret-spans.ts';
import { looksRandom } from '../../base/kernel/secret-values.ts';

/** secretlint's own bookkeeping is quadratic in the findings of one text, so it gets pieces. */
const PIECE = 4 * 1024;

/** What secretlint's rules can start with, as of 13.0.7. */
const TRIGGER =
  /(?:gh[opsur]_|github_pat_|gl(?:pat-|c_|sa_)|xox[abopr]-|xapp-|hooks\.slack\.com\/|sk-|npm_|_authToken=|SG\.|shp(?:pa|ca|at|ss)_|[sr]k_(?:live|test)_|gsk_|hf_|lin_api_|ntn_|ops_ey|hv[sbr]\.|vc[piark]_|dapi|dckr_pat_|figd_|cf(?:k|ut|at)_|tskey-)[\w$./+-]{10}|PRIVATE KEY|x-oauth-basic|:\/\/[^\s/@]{1,300}@|secret_?access_?key/i;

/** Whether secretlint, which takes long to load, could find anything in `text`. Linear. */
export function looksSuspicious(text: string): boolean {
  if (TRIGGER.test(text)) return true;
  return (text.match(/(?<![A-Za-z0-9_+-])[A-Za-z0-9_+-]{32,}/g) ?? []).some(
    (word) => /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word) && looksRandom(word),
  );
}

/** All secrets of a text, in order, not overlapping. secretlint is loaded only if the text gives a reason. */
export async function scanSecrets(text: string): Promise<readonly SecretSpan[]> {
  const own = findSecrets(text);
  const rest = blankSpans(text, own);
  if (!looksSuspicious(rest)) return own;
  const found: SecretSpan[] = [...own];
  let covered = 0;
  for (const { offset, piece } of pieces(rest)) {
    if (!looksSuspicious(piece)) continue;
    for (const span of await lint(piece)) {
      // Some of its rules report a range that ends inside the secret.
      if (offset + span.end > covered) covered = endOfWord(rest, offset + span.end);
      found.push({ ...span, start: offset + span.start, end: covered });
    }
  }
  return mergeSpans(found);
}

async function lint(text: string): Promise<SecretSpan[]> {
  const [{ lintSource }, { rules }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const config = {
    // A comment in the text must not switch the scan off.
    rules: rules.filter(isScanner).map((rule) => ({ id: rule.meta.id, rule })),
  };
  const result = await lintSource({
    source: { filePath: 'workspace.md', ext: '.md', content: text, contentType: 'text' },
    options: { config, noPhysicFilePath: true },
  });
  return result.messages.map(({ ruleId, range }) => ({
    start: range[0],
    end: range[1],
    kind: kindOf(ruleId),
  }));
}

function isScanner(rule: { readonly meta: { readonly id: string } }): boolean {
  return !rule.meta.id.endsWith('-filter-comments');
}

function kindOf(ruleId: string): string {
  return ruleId.replace(/^.*secretlint-rule-/, '');
}

/** Cuts at line ends, or in a longer line at white space. */
function* pieces(text: string): Generator<{ offset: number; piece: string }> {
  let offset = 0;
  while (offset < text.length) {
    const window = text.slice(offset, offset + PIECE);
    const cut = window.length < PIECE ? window.length : lastBreak(window);
    yield { offset, piece: window.slice(0, cut) };
    offset += cut;
  }
}

function lastBreak(window: string): number {
  const newline = window.lastIndexOf('\n');
  if (newline > 0) return newline + 1;
  const space = Math.max(window.lastIndexOf(' '), window.lastIndexOf('\t'));
  return space > 0 ? space + 1 : window.length;
}
