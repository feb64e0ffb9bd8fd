/** What is printed of changed files holds no secrets. */
import { describe, expect, it, test } from 'vitest';
import type { Outcome } from '../../src/lib/agents/sync/change-agents.ts';
import { resolvePaths } from '../../src/lib/base/config/paths.ts';
import { changesAsData, printChanges, printDiff } from '../../src/ui/change-set.ts';
import { PLAIN } from '../../src/ui/style.ts';

const PATHS = resolvePaths({ HOME: '/h' });
const KEY = ['sk-ant', 'api03', 'SECRETSECRET'].join('-');

function outcome(file: string, before: string, after: string, snippet?: string): Outcome {
  const side = (text: string) => ({ bytes: Buffer.from(text), hash: 'h', mode: 0o600 });
  return {
    set: {
      files: [{ file, action: 'update', before: side(before), after: side(after), items: [] }],
      items: [],
      refusals: snippet ? [{ file, owner: 'o', code: 'c', why: 'w', snippet }] : [],
    },
    secrets: [],
    newTokens: [],
    notices: [],
  } as unknown as Outcome;
}

const CASES = [
  ['.claude.json', `{"oauthAccount": {"refreshToken": "rt-SECRET"}, "primaryApiKey": "${KEY}", "a": 1}`],
  ['c.toml', 'env = { API_KEY = "rt-SECRET" }\n'],
  ['c.toml', `args = ["--api-key", "${KEY}"]\n`],
  ['c.toml', 'bearer_token = "rt-SECRET"\n'],
  ['c.toml', 'url = "postgres://u:rt-SECRET@h"\n'],
  ['c.toml', 'url = "https://h/?token=rt-SECRET"\n'],
  ['c.yaml', `OPENAI_API_KEY: "${KEY}"\n`],
  ['A.md', `api_key: ${KEY}\nDB_PASSWORD=rt-SECRET\n`],
] as const;

describe('a printed diff', () => {
  test.each(CASES)('has no secrets of %s: %s', async (name, text) => {
    const change = outcome(`/h/${name}`, text, `${text} \n# added\n`);
    const diff = await printDiff(change, PATHS, PLAIN);
    expect(diff).toContain('+# added');
    expect(diff).toContain('…');
    expect(diff).not.toContain('SECRET');
    expect(JSON.stringify(changesAsData(change, PATHS))).not.toMatch(/SECRET|added/);
  });

  it('shows that only a secret changed', async () => {
    const change = outcome('/h/c.toml', 'token = "one"\nother = 1\n', 'token = "two"\nother = 1\n');
    expect(await printDiff(change, PATHS, PLAIN)).toContain('-token = "…"\n+token = "…2"\n other = 1');
  });

  it('cuts a line of a megabyte around the change', async () => {
    const line = (value: number) =>
      `{"a": "${'word '.repeat(100_000)}", "b": ${value}, "c": "${'word '.repeat(100_000)}"}`;
    const diff = await printDiff(outcome('/h/c.json', line(1), line(2)), PATHS, PLAIN);
    expect(diff).toContain('"b": 2');
    expect(diff.length).toBeLessThan(2000);
  });

  it('masks what a refusal offers for pasting', () => {
    const change = outcome('/h/c.toml', '', '', 'bearer_token = "rt-SECRET"');
    expect(printChanges(change, PATHS, PLAIN)).toContain('bearer_token = "…"');
  });
});
