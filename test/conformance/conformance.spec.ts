/** The official conformance suite against the hub: all that each revision requires of a server, no exceptions. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeHome } from '../support/home.ts';
import { type RunningHub, startFixtureHub } from '../support/hub.ts';
import { createNerve } from '../support/scenario.ts';
import { tempDir } from '../support/temp.ts';
import { startTokenProxy } from '../support/token-proxy.ts';
import { type Check, requiredBy, runSuite } from './suite.ts';

let hub: RunningHub;
let proxy: Awaited<ReturnType<typeof startTokenProxy>>;

beforeAll(async () => {
  const home = makeHome();
  const nerve = await createNerve();
  const token = (await nerve.expect(0, home, 'token mint conformance --scopes read')).stdout.trim();
  hub = await startFixtureHub(home);
  proxy = await startTokenProxy(hub.url, token);
}, 60_000);

afterAll(async () => {
  proxy.close();
  const { code, stderr } = await hub.stop();
  expect([code, stderr]).toEqual([0, '']);
});

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
    results = await runSuite(`http://localhost:${proxy.port}/mcp/v1`, which, tempDir());
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
