/** Made-up secrets in the real formats, put together at run time so that no scanner takes this file for a leak. */

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const DIGITS = '0123456789';

/** Random-looking text of a fixed seed. */
export function scramble(length: number, seed = 7, alphabet = `${UPPER}${LOWER}${DIGITS}`): string {
  let state = seed * 2654435761 + 12345;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    text += alphabet[(state >>> 12) % alphabet.length];
  }
  return text;
}

const word = (length: number, seed?: number): string => scramble(length, seed);
const hex = (length: number): string => scramble(length, 3, '0123456789abcdef');

/** A PEM block as `openssl` prints it. */
export function privateKey(label = 'RSA '): string {
  const body = Array.from({ length: 5 }, (_, line) =>
    line === 0 ? `MI${word(62, line + 1)}` : word(64, line + 1),
  );
  return [`-----BEGIN ${label}PRIVATE KEY-----`, ...body, `-----END ${label}PRIVATE KEY-----`].join('\n');
}

export const jwt = (): string => `eyJ${word(33, 1)}.eyJ${word(60, 2)}.${word(43, 3)}`;

/** Kind, and the secret alone. Each is found by its form, wherever it stands. */
export const TOKENS: readonly (readonly [string, string])[] = [
  ['github', `gh${'p'}_${word(36)}`],
  ['github fine-grained', `github${'_pat'}_${word(22)}_${word(59)}`],
  ['github app', `gh${'s'}_123456_${word(40)}.${word(80, 4)}.${word(43, 5)}`],
  ['gitlab', `gl${'pat'}-${word(20)}`],
  ['slack', `xox${'b'}-1234567890-${word(24)}`],
  ['anthropic', `sk-${'ant'}-api03-${word(93)}AA`],
  ['openai', `sk-${'proj'}-${word(74)}T3Blbk${'FJ'}${word(74)}`],
  ['openai old', `sk-${word(20)}T3Blbk${'FJ'}${word(20)}`],
  ['npm', `np${'m'}_${word(36)}`],
  ['stripe', `sk_${'live'}_${word(24)}`],
  ['sendgrid', `S${'G'}.${word(22)}.${word(43)}`],
  ['shopify', `shp${'at'}_${hex(32)}`],
  ['groq', `gs${'k'}_${word(52)}`],
  ['hugging face', `h${'f'}_${scramble(34, 7, UPPER + LOWER)}`],
  ['linear', `lin_${'api'}_${word(40)}`],
  ['notion', `nt${'n'}_${scramble(11, 7, DIGITS)}${word(35)}`],
  ['grafana', `gl${'sa'}_${word(32)}_${hex(8)}`],
  ['grafana cloud', `gl${'c'}_eyJ${word(80)}`],
  ['1password', `op${'s'}_ey${word(200)}fQ==`],
  ['vault', `hv${'s'}.${word(95)}`],
  ['vercel', `vc${'p'}_${word(24)}`],
  ['databricks', `dap${'i'}${hex(32)}`],
  ['docker', `dckr_${'pat'}_${word(27)}`],
  ['figma', `fig${'d'}_${word(42)}`],
  ['cloudflare', `cf${'ut'}_${word(40)}${hex(8)}`],
  ['tailscale', `tskey-${'auth'}-${word(17)}-${word(32)}`],
  ['aws access key id', `AK${'IA'}${scramble(16, 7, UPPER + DIGITS)}`],
  ['google api key', `AI${'za'}${word(35)}`],
  ['jwt', jwt()],
];

/** A line, and the part of it that is secret. */
export const LINES: readonly (readonly [string, string])[] = [
  ...(
    [
      ['password=@', 'hunter2'],
      ['password=@ # the old one', 'opensesame'],
      ['- Password: @', 'hunter2'],
      ['- **Password:** `@`', 'correct horse battery staple'],
      ['"password": "@",', 'open sesame'],
      ["db_password: '@'", 'tr0ub4dor'],
      ['passwd: @ (rotated weekly)', 's3cret!x'],
      ['the password is @, do not share', 'hunter2go'],
      ['| password | @ |', 'hunter2go'],
      ['Passwort： @', 'geheim99'],
      ['mysql -u root --password=@', 'opensesame'],
      ['export GITHUB_TOKEN=@', 'abcdefgh'],
      ['STRIPE_API_KEY="@"', 'not random but literal'],
      ['`DB_SECRET`=`@`', 'hunter2'],
      ['api_key: @', word(32)],
      ['apiKey = "@"', word(20)],
      ['aws_secret_access_key = @', `${word(20)}/${word(19, 4)}`],
      ['AWS_SECRET_ACCESS_KEY=@', `${word(20)}+${word(19, 4)}`],
      ['//registry.example.org/:_authToken=@', '0a1b2c3d-1111-2222-3333-444455556666'],
      ['HEROKU_API_KEY: @', '0a1b2c3d-1111-2222-3333-444455556666'],
      ['curl -H "Authorization: Bearer @"', word(40)],
      ['authorization: basic @', `${word(30)}==`],
      ['postgres://app:@@db.internal:5432/app', 'pg-pass-1'],
      ['https://ada:@@git.example.org/x.git', 'topsecret9'],
      ['redis://:@@cache:6379/0', 'r3dis-pw'],
      ['mongodb+srv://app:@@cluster0.mongodb.net', 'm0ngo-pw'],
      ['token: password=@', 'hunter2'],
      ['client_secret => @', word(24)],
      [`PASSWORD=@`, word(700)],
    ] as const
  ).map(([line, secret]) => [line.replace('@', () => secret), secret] as const),
];

/** Lines without a secret. */
export const HARMLESS: readonly string[] = [
  'Password: see the safe in the office',
  'The password is required for every release.',
  `password: ${'$'}{DB_PASSWORD}`,
  'password=$PASS',
  'PASSWORD=<your password>',
  'GITHUB_TOKEN=xxxxxxxxxxxx',
  `GITHUB_TOKEN=${'$'}{GITHUB_TOKEN:-}`,
  'API_KEY=changeme',
  'API_KEY=your-api-key-here',
  'API_KEY={{ vault.key }}',
  'token: <token>',
  'token = getToken();',
  'const password = await prompt();',
  'if (password === other) return;',
  'password = user.password',
  'password: string;',
  'Password: 1Password',
  'OPENAI_API_KEY=op://vault/openai/key',
  'TOKEN=$(pass show github)',
  'token = process.env.TOKEN',
  'MAX_TOKENS=4096 and max_token=4096',
  'sort_key: created_at',
  'primary_key = id',
  'public_key = ssh-ed25519',
  'SSH_KEY=~/.ssh/id_ed25519',
  'Use Bearer authentication-with-tokens, or basic access authentication.',
  'commit 3f786850e387550fdab836ed7e6dc881de23001b fixed it',
  'id 0a1b2c3d-1111-2222-3333-444455556666',
  'tokens start with ghp_ and sk-ant-',
  'sk-learn-is-not-a-key-but-a-library',
  'AKIAIOSFODNN7EXAMPLE',
  'http://localhost:8080/@scope/package',
  'https://user:password@example.org',
  '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
  'A key starts with -----BEGIN PRIVATE KEY----- and ends with -----END PRIVATE KEY-----.',
  'sha512-is a hash; the secret: never give up',
  '[secret removed by nerve]',
  'password: [secret removed by nerve]',
];
