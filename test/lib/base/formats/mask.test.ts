/** Secrets are taken out of what is shown; equal values look equal, different ones different. */
import { describe, expect, it, test } from 'vitest';
import { createMasker, maskSecrets } from '../../../../src/lib/base/formats/mask.ts';

const reference = (name: string) => ['$', `{${name}}`].join('');
const REFERENCE = `Bearer ${reference('NERVE_TOKEN')}`;
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjb2RleCJ9.c2lnbmF0dXJl-_x';
const ANTHROPIC = ['sk-ant', 'api03', 'SECRETSECRET'].join('-');
const OPENAI = ['sk-proj', 'abcdEFGH1234ijkl'].join('-');

test.each([
  ['a given secret, everywhere', 'a=hunter2hunter2 b=hunter2hunter2', ['hunter2hunter2'], 'a=… b=…'],
  ['a long one with its start', 'a=hunter2hunter2hunter', ['hunter2hunter2hunter'], 'a=hunt…'],
  ['short ones stay', 'a=hunter2', ['hunter2'], 'a=hunter2'],
  ['no secrets', 'plain text', [], 'plain text'],
  ['a JWT', `"value": "${JWT}",`, [], '"value": "eyJh…",'],
  ['a JWT behind other text', `xx ${JWT} and x`, [], 'xx eyJh… and x'],
  ['a bearer value', '"Authorization": "Bearer abcdefghijk"', [], '"Authorization": "Bearer …"'],
  ['a bearer value in lower case', 'authorization: bearer abcdefghijk', [], 'authorization: bearer …'],
  ['a bearer JWT is masked once', `Bearer ${JWT}`, [JWT], 'Bearer eyJh…'],
  ['a reference is no secret', REFERENCE, [], REFERENCE],
  [
    'words that are no tokens',
    'the Bearer is keyJoin.a.b of v1.2.3',
    [],
    'the Bearer is keyJoin.a.b of v1.2.3',
  ],
  ['overlapping secrets leave nothing', 'xxABCDEFGHIJKLyy', ['ABCDEFGHIJ', 'EFGHIJKL'], 'xx…yy'],
  ['a secret inside a longer one', 'ABCDEFGHIJKL', ['CDEFGHIJ', 'ABCDEFGHIJKL'], '…'],
  ['as JSON writes it', String.raw`"pass\"word\\1"`, ['pass"word\\1'], '"…"'],
  ['characters of patterns', 'a $.*+?^(x) b', ['$.*+?^(x)'], 'a … b'],
])('%s', (_, text, secrets, masked) => {
  expect(maskSecrets(text, secrets)).toBe(masked);
});

test.each([
  [
    'c.json',
    `{"oauthAccount": {"refreshToken": "rt-SECRET"}, "primaryApiKey": "${ANTHROPIC}"}`,
    '{"oauthAccount": {"refreshToken": "…"}, "primaryApiKey": "sk-a…"}',
  ],
  [
    'c.json',
    '{"oauthAccount": {"email": "jo@x.org", "n": 12, "ok": true, "list": ["abc"]}, "theme": "dark"}',
    '{"oauthAccount": {"email": "…", "n": 12, "ok": true, "list": ["…2"]}, "theme": "dark"}',
  ],
  ['c.json', '{"a": "x", "sessionKey":\n  "correct horse"}', '{"a": "x", "sessionKey":\n  "…"}'],
  [
    'c.json',
    '{"env": {"FOO": "a,b;c", "NODE_ENV": "production", "BIN": "/usr/bin"}}',
    '{"env": {"FOO": "…", "NODE_ENV": "production", "BIN": "/usr/bin"}}',
  ],
  ['c.json', '{"password": "a\\"b", "x": 1 // token: zzz\n}', '{"password": "…", "x": 1 // token: …2\n}'],
  ['c.json', '{"password": "abc', '{"password": "…'],
  [
    'c.json',
    '{"maxTokens": 8000, "apiKey": null, "tokens": [], "model": "claude-opus-4-20250514"}',
    '{"maxTokens": 8000, "apiKey": null, "tokens": [], "model": "claude-opus-4-20250514"}',
  ],
  [
    'c.json',
    `{"headers": {"Authorization": "${REFERENCE}"}}`,
    `{"headers": {"Authorization": "${REFERENCE}"}}`,
  ],
  ['c.json', '{"id": "550e8400-e29b-41d4-a716-446655440000"}', '{"id": "550e…"}'],
  ['c.toml', 'env = { API_KEY = "abc def" }', 'env = { API_KEY = "…" }'],
  ['c.toml', `args = ["--api-key", "${ANTHROPIC}"]`, 'args = ["--api-key", "sk-a…"]'],
  [
    'c.toml',
    'args = [\n  "--password",\n  "pw",\n  "--verbose", "yes"]',
    'args = [\n  "--password",\n  "…",\n  "--verbose", "yes"]',
  ],
  ['c.toml', 'args = ["--token=abc", "-y"]', 'args = ["--token=…", "-y"]'],
  ['c.toml', 'bearer_token = "abcd"', 'bearer_token = "…"'],
  ['c.toml', 'bearer_token_env_var = "NERVE_TOKEN"', 'bearer_token_env_var = "NERVE_TOKEN"'],
  ['c.toml', '[a.env]\nX = "q w"\n[b]\nX = "q w"', '[a.env]\nX = "…"\n[b]\nX = "q w"'],
  ['c.toml', '[auth]\nuser = "jo"', '[auth]\nuser = "…"'],
  ['c.toml', '"a b".token = \'x\\\'\nb = "c"', '"a b".token = \'…\'\nb = "c"'],
  ['c.toml', 'secret = """\nab\ncd"""\nb = "c"', 'secret = """\n…\n…"""\nb = "c"'],
  ['c.toml', 'db = "postgres://u:pw@h/db"', 'db = "postgres://u:…@h/db"'],
  ['c.toml', 'url = "https://h/?token=abc&page=2"', 'url = "https://h/?token=…"'],
  ['c.toml', 'url = "http://127.0.0.1:8900/mcp/v1"', 'url = "http://127.0.0.1:8900/mcp/v1"'],
  ['c.yaml', `OPENAI_API_KEY: "${OPENAI}"`, 'OPENAI_API_KEY: "sk-p…"'],
  ['c.yaml', 'password: my, pass\nname: jo', 'password: …\nname: jo'],
  ['c.yaml', 'token: |\n  abc\n  def\nname: jo', 'token: |\n  …\n  …\nname: jo'],
  ['c.yaml', 'args:\n  - --token\n  - abc', 'args:\n  - --token\n  - …'],
  ['c.env', "export DB_PASSWORD='a b'", "export DB_PASSWORD='…'"],
  ['A.md', `api_key: ${ANTHROPIC}`, 'api_key: sk-a…'],
  ['A.md', 'Set DB_PASSWORD=opensesame first.', 'Set DB_PASSWORD=… first.'],
  [
    'A.md',
    'Session: we spoke about `--token` and cookies.',
    'Session: we spoke about `--token` and cookies.',
  ],
  ['A.md', 'see a9F3kQ7zL0pXw2Rt8Vb1 there', 'see a9F3… there'],
])('%s: %s', (file, text, masked) => {
  expect(maskSecrets(text, [], file)).toBe(masked);
});

describe('a masker', () => {
  it('shows that a value changed and that another did not', () => {
    const mask = createMasker([]);
    const text = (token: string) => `{"token": "${token}", "secret": "same"}`;
    expect(mask(text('one'), 'a.json')).toBe('{"token": "…", "secret": "…2"}');
    expect(mask(text('two'), 'a.json')).toBe('{"token": "…3", "secret": "…2"}');
    expect(mask(text('one'), 'a.json')).toBe('{"token": "…", "secret": "…2"}');
  });

  it('keeps the lines of a private key', () => {
    const begin = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
    const end = ['-----END', 'PRIVATE KEY-----'].join(' ');
    const body = Array.from({ length: 5 }, (_, index) => 'MIIEvQIBADANBgkq'.repeat(3) + index).join('\n');
    const masked = maskSecrets(`a\n${begin}\n${body}\n${end}\nb`, [], 'A.md');
    expect(masked.split('\n')).toHaveLength(9);
    expect(masked).not.toContain('MII');
  });
});

const PARTS = [
  'eyJ',
  'eyJ.',
  'Bearer ',
  'eyJ-',
  'aaaaaaaa',
  '. ',
  'Bearer\t\t',
  '://',
  '--token ',
  'token=',
  '"a":',
  '[',
  '{"token":',
  '"""',
  "'",
  '\\"',
  '?token=',
  '://a:',
  'token: |\n',
  'a/',
  '\n',
  '\n[',
  ' ',
];

test.each(
  PARTS.flatMap((part) => ['a.json', 'a.toml', 'a.md', 'a.yaml'].map((file) => [part, file] as const)),
)(
  '%j repeated ends in %s',
  (part, file) => {
    const text = part.repeat(400_000 / part.length);
    expect(maskSecrets(text, ['a'.repeat(5000)], file).length).toBeLessThanOrEqual(text.length * 2);
  },
  5000,
);
