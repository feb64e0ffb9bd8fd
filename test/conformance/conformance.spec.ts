/** The official conformance suite against a server on the core: all that each revision requires, no exceptions. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { startExample } from './example.ts';
import { type Check, requiredBy, runSuite } from './suite.ts';

let server: Awaited<ReturnType<typeof startExample>>;

beforeAll(async () => {
  server = await startExample();
});
afterAll(() => server.close());

/** Came with 2025-11-25, or are not about a revision. */
const NOT_IN_2025_06 = [
  'elicitation-sep1034-defaults',
  'elicitation-sep1330-enums',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
];

/** With scenarios that the suite runs without requiring them, where we pass them. */
const REVISIONS: readonly [string, readonly string[], readonly string[]][] = [
  [
    '2025-06-18',
    ['--spec-version', '2025-06-18'],
    [
      ...requiredBy('2025-11-25').filter((name) => !NOT_IN_2025_06.includes(name)),
      'server-session-lifecycle',
    ],
  ],
  [
    '2025-11-25',
    ['--requirements', '2025-11-25'],
    [...requiredBy('2025-11-25'), 'server-session-lifecycle', 'json-schema-2020-12'],
  ],
  [
    '2026-07-28',
    ['--requirements', '2026-07-28'],
    [
      ...requiredBy('2026-07-28'),
      'json-schema-2020-12',
      'http-header-validation',
      'http-custom-header-server-validation',
    ],
  ],
];

describe.each(REVISIONS)('%s', (_revision, which, scenarios) => {
  let results: ReadonlyMap<string, readonly Check[]>;

  beforeAll(async () => {
    results = await runSuite(`http://localhost:${server.port}/mcp/v1`, which, tempDir());
  }, 240_000);

  test('has scenarios', () => {
    expect(scenarios.length).toBeGreaterThan(25);
  });

  test.each(scenarios)('%s', (scenario) => {
    const checks = results.get(scenario) ?? [];
    const bad = checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING');
    expect(bad.map(({ id, errorMessage }) => `${id}: ${errorMessage}`)).toEqual([]);
    expect(checks.some(({ status }) => status === 'SUCCESS')).toBe(true);
  });
});
