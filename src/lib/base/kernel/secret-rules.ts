/**
 * The patterns of secrets that nerve knows itself. Every pattern starts at a literal or at the edge of a run of word
 * characters and repeats at most a bounded number of times, so that hostile text costs no more than linear work.
 */
import { isLocation, isMixed, isPlaceholder, looksRandom } from './secret-values.ts';

export interface SecretMatch {
  readonly value: string;
  /** What stands before the value in the match: for assignments the key word and the separator. */
  readonly before: string;
  /** Whether only punctuation follows on the line. */
  readonly endsLine: boolean;
  readonly quoted: boolean;
}

export interface SecretRule {
  readonly kind: string;
  /** How every match begins, as the source of a pattern without regard to case: text without it needs no closer look. */
  readonly cue: string;
  /** Global, with the flag `d`. The secret is the group `value`, or the first of `value1` to `value3`. */
  readonly pattern: RegExp;
  readonly accept: (match: SecretMatch) => boolean;
}

/** No bare value is matched further; one that is as long goes on to the end of its word. */
export const MAX_BARE = 128;
const MAX_QUOTED = 512;

const SERVICE_PREFIXES = [
  'gh[pousr]_',
  'github_pat_',
  'gl(?:pat|rt|ptt|dt|cbt)-',
  'xox[a-z]-',
  'xapp-',
  'sk-',
  '(?:sk|rk|pk)_(?:live|test)_',
  'whsec_',
  'npm_',
  'pypi-',
  'rubygems_',
  'do[opr]_v1_',
  'hv[sbr]\\.',
  'shp(?:pa|ca|at|ss)_',
  'figd_',
  'ntn_',
  'secret_',
  'lin_api_',
  'gsk_',
  'xai-',
  'r8_',
  'nvapi-',
  'dckr_(?:pat|oat)_',
  'SG\\.',
  'tskey-',
  'dapi',
  'gl(?:sa|c)_',
  'vc[piark]_',
  'cf(?:k|ut|at)_',
  'ops_ey',
  'AGE-SECRET-KEY-',
  'PMAK-',
  'dp\\.(?:pt|st|ct)\\.',
  'sntry[su]_',
  'key-',
].join('|');

const always = (): boolean => true;
const random = (match: SecretMatch): boolean => looksRandom(match.value) && !isPlaceholder(match.value);
const notExample = (match: SecretMatch): boolean => !/EXAMPLE/i.test(match.value);

/** Words that name a password, in the languages of most keyboards. */
const PASSWORD =
  'password|passwd|passphrase|passcode|passwort|kennwort|pwd|senha|contraseña|пароль|密码|パスワード|비밀번호';
const TOKEN =
  'token|secret|credentials?|(?:api|access|secret|private|auth|account|signing|encryption|client)[ _-]?key|(?<!public)[_-]key|[_-](?:pass|pat)';
/** `=`, `:`, `=>`, `:=`, a table's `|`, or the word "is", with the quotes and emphasis that Markdown and JSON put around. */
const SEPARATOR =
  '["\'`*_)]{0,4}[ \\t]{0,8}(?::=|=>|[=:：|]|(?<=[ \\t])is(?=[ \\t]))[ \\t]{0,8}[*_]{0,3}[ \\t]{0,8}';
const VALUE =
  `(?:"(?<value1>[^"\\n]{1,${MAX_QUOTED}})"|'(?<value2>[^'\\n]{1,${MAX_QUOTED}})'` +
  `|\`(?<value3>[^\`\\n]{1,${MAX_QUOTED}})\`|["'\`]?(?<value>[^\\s"'\`]{1,${MAX_BARE}}))`;

function assignment(names: string): RegExp {
  return new RegExp(`(?:${names})${SEPARATOR}${VALUE}`, 'dgiu');
}

export const SECRET_RULES: readonly SecretRule[] = [
  {
    kind: 'jwt',
    cue: 'ey[a-z][\\w-]{8}',
    pattern: /(?<![\w-])(?<value>ey[A-Za-z][\w-]{8,}\.[\w-]{8,}\.[\w-]{8,})/dg,
    accept: random,
  },
  {
    kind: 'bearer',
    cue: '(?:bearer|basic)[ \\t]',
    pattern: /\b(?:bearer|basic)[ \t]{1,8}(?<value>[\w.~+/=-]{12,})/dgi,
    accept: random,
  },
  {
    kind: 'aws-access-key-id',
    cue: 'a[a-z]{3}[a-z0-9]{16}',
    pattern:
      /(?<![A-Za-z0-9])(?<value>(?:AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ABIA|ACCA)[A-Z0-9]{16})(?![A-Za-z0-9])/dg,
    accept: notExample,
  },
  {
    kind: 'google',
    cue: 'aiza|gocspx-|ya29\\.',
    pattern: /(?<![A-Za-z0-9])(?<value>AIza[\w-]{35,}|GOCSPX-[\w-]{20,}|ya29\.[\w.-]{20,})/dg,
    accept: always,
  },
  {
    kind: 'hugging-face',
    cue: 'hf_',
    pattern: /(?<![A-Za-z0-9])(?<value>hf_[A-Za-z0-9]{30,})/dg,
    accept: notExample,
  },
  {
    kind: 'service-token',
    cue: `(?:${SERVICE_PREFIXES})[\\w.+/=-]{16}`,
    pattern: new RegExp(`(?<!\\w)(?<value>(?:${SERVICE_PREFIXES})[\\w.+/=-]{16,${MAX_BARE}})`, 'dg'),
    accept: random,
  },
  {
    kind: 'url-credentials',
    cue: '://',
    pattern: /:\/\/[^\s:/@"'`<>]{0,128}:(?<value>[^\s/@"'`<>]{3,256})@/dg,
    accept: ({ value }) => !isPlaceholder(value),
  },
  { kind: 'password', cue: PASSWORD, pattern: assignment(PASSWORD), accept: isPassword },
  { kind: 'token', cue: TOKEN, pattern: assignment(TOKEN), accept: isToken },
];

function isPassword(match: SecretMatch): boolean {
  const { value, before, endsLine, quoted } = match;
  if (isPlaceholder(value) || value.length < 3) return false;
  if (isLocation(value) && !looksRandom(value)) return false;
  if (/=$/.test(before) || (quoted && /[=:：>]["'`*_ \t]*$/.test(before))) return true;
  if (isMixed(value, 6)) return true;
  // "password: see the safe" is a sentence, "password: opensesame" is not.
  return /[=:：>][*_ \t]*$/.test(before) && value.length >= 4 && endsLine;
}

function isToken(match: SecretMatch): boolean {
  const { value, before, quoted } = match;
  if (isPlaceholder(value) || /^[\d.,_-]+$/.test(value)) return false;
  if (isLocation(value) && !looksRandom(value)) return false;
  if (looksRandom(value)) return true;
  // An environment assignment in capitals holds a literal: NAME_TOKEN=value.
  if (/[A-Z_]["'`]?=["'`]?$/.test(before)) return value.length >= 4;
  return isMixed(value, 8) && (quoted || /=["'`*_ \t]*$/.test(before)) && !/\s/.test(value);
}
