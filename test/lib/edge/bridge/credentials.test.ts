/** Where the bridge's token comes from. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { resolvePaths } from '../../../../src/lib/base/config/paths.ts';
import { createAllowlist } from '../../../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../../../src/lib/base/system/real-system.ts';
import { createCredentials } from '../../../../src/lib/edge/bridge/credentials.ts';
import { makeHome, read } from '../../../support/home.ts';
import { createNerve } from '../../../support/scenario.ts';

let first: string;
let second: string;
beforeAll(async () => {
  const home = makeHome({ '.codex': null });
  const nerve = await createNerve();
  await nerve.expect(0, home, 'init --yes');
  first = read(home, '.nerve/secrets/agents/codex');
  await nerve.expect(0, home, 'token rotate codex');
  second = read(home, '.nerve/secrets/agents/codex');
});

function setUp(env: Record<string, string> = {}, files: Record<string, string> = {}) {
  const home = makeHome({ '.nerve/secrets/agents': null, ...files });
  const paths = resolvePaths({ HOME: home });
  const system = createRealSystem({ allowlist: createAllowlist({ roots: [], files: [], home }) });
  const put = (token: string): void => writeFileSync(join(paths.secrets, 'agents', 'codex'), token);
  return { credentials: createCredentials({ system, paths, env }, 'codex'), put };
}

test('the file is read once, and again when its token was refused', () => {
  const { credentials, put } = setUp();
  put(first);
  expect(credentials.token()).toBe(first.trim());
  put(second);
  expect(credentials.token()).toBe(first.trim());
  expect(credentials.renew(first.trim())).toBe(true);
  expect(credentials.token()).toBe(second.trim());
  // Two requests were refused with the first one; the second of them finds the work done.
  expect(credentials.renew(first.trim())).toBe(true);
  expect(credentials.renew(second.trim())).toBe(false);
});

test('the environment wins, and knows no other', () => {
  const { credentials, put } = setUp({ NERVE_TOKEN: 'given' });
  put(first);
  expect(credentials.token()).toBe('given');
  expect(credentials.renew('given')).toBe(false);
});

test.each([
  ['nerve init', 'not-set-up', {}],
  ['nerve agents add codex', 'no-token', { '.nerve/config.yaml': '' }],
])('without one it says %s', (command, code, files) => {
  const { credentials, put } = setUp({}, files);
  const thrown = () => {
    try {
      return credentials.token();
    } catch (error) {
      return error;
    }
  };
  expect(thrown()).toMatchObject({ code, message: expect.stringContaining(command) });
  put('not a token');
  expect(thrown()).toMatchObject({ code });
  put(first);
  expect(credentials.token()).toBe(first.trim());
});
