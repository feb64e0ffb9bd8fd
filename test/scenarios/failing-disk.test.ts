/** The disk fails in the middle: a clear message, and everything as before. */
import { chmodSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHome, treeOf } from '../support/home.ts';
import { PRELOAD, rewindable, textsOf } from '../support/kill.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const USER = {
  '.codex/config.toml': 'model = "o3"\n',
  '.codex/AGENTS.md': '# Mine\n',
  '.claude.json': '{ "a": 1 }\n',
  '.claude/settings.json': '{}\n',
};

const ERRORS = {
  ENOSPC: { code: 5, words: 'no space is left' },
  EIO: { code: 5, words: 'input/output error' },
  EACCES: { code: 4, words: 'permission denied' },
};

describe('puts everything back', () => {
  it.each([
    ['ENOSPC', 'init --yes', 'renameSync', [1, 5, 9, 14]],
    ['ENOSPC', 'init --yes', 'writeSync', [3, 20, 40]],
    ['EIO', 'init --yes', 'fsyncSync', [3, 33]],
    ['EIO', 'uninstall --yes', 'renameSync', [2, 4, 8]],
    ['EACCES', 'init --yes', 'renameSync', [2, 10]],
    ['EACCES', 'uninstall --yes', 'openSync', [4, 7]],
  ] as const)('after %s in %s, at the n-th %s', { timeout: 60_000 }, async (errno, args, call, moments) => {
    const { code, words } = ERRORS[errno];
    const home = makeHome(USER);
    if (args !== 'init --yes') await nerve.expect(0, home, 'init --yes');
    const place = rewindable(home);
    const before = textsOf(home);
    for (const moment of moments) {
      place.rewind();
      const env = { FAIL_AT: String(moment), FAIL_CALLS: call, FAIL_CODE: errno };
      const run = await nerve(home, args, { preload: PRELOAD, env });
      const where = `${errno} at ${moment}\n${run.stderr}`;
      expect(run.code, where).toBe(code);
      expect(run.stderr, where).toContain(words);
      expect(run.stderr, where).not.toMatch(/\n\s+at /);
      expect(textsOf(home), where).toEqual(before);
      expect(
        Object.keys(treeOf(home)).filter((name) => name.endsWith('.tmp')),
        where,
      ).toEqual([]);
      if (args === 'init --yes') await nerve.expect(0, home, args);
      await nerve.expect(0, home, 'uninstall --yes');
      expect(textsOf(home), where).toEqual(textsOf(makeHome(USER)));
      expect(treeOf(home)['.nerve'], where).toBeUndefined();
    }
  });
});

describe('without the right to write', () => {
  /** A home of a user without root's powers, whoever runs the tests. */
  function homeOfNobody(contents: Record<string, string | null>): string {
    const home = makeHome(contents);
    if (process.getuid?.() === 0)
      for (const name of Object.keys(treeOf(home))) chownSync(join(home, name), 65534, 65534);
    return home;
  }
  const asNobody = { preload: PRELOAD, env: { AS_NOBODY: '1' } };

  it.each(['.codex', '.claude', '.'])(
    'a folder %s that is read-only: exit 4, nothing written',
    async (folder) => {
      const home = homeOfNobody(USER);
      chmodSync(join(home, folder), 0o500);
      const before = treeOf(home);
      try {
        const run = await nerve.expect(4, home, 'init --yes', asNobody);
        expect(run.stderr).toContain('permission denied');
        expect(treeOf(home)).toEqual(before);
      } finally {
        chmodSync(join(home, folder), 0o700);
      }
    },
  );

  it('a file that is read-only', async () => {
    const home = homeOfNobody(USER);
    chmodSync(join(home, '.codex/config.toml'), 0o400);
    const before = treeOf(home);
    await nerve.expect(4, home, 'init --yes', asNobody);
    expect(treeOf(home)).toEqual(before);
  });

  it('a home that is read-only since: looking works, writing says why', async () => {
    const home = homeOfNobody(USER);
    await nerve.expect(0, home, 'init --yes', asNobody);
    const names = Object.keys(treeOf(home)).filter((name) => treeOf(home)[name]?.startsWith('directory'));
    for (const name of names) chmodSync(join(home, name), 0o500);
    const before = treeOf(home);
    try {
      await nerve.expect(0, home, 'sync --check', asNobody);
      await nerve.expect(0, home, 'agents status', asNobody);
      await nerve.expect(4, home, 'uninstall --yes', asNobody);
      expect(treeOf(home)).toEqual(before);
    } finally {
      for (const name of names) chmodSync(join(home, name), 0o700);
    }
  });
});
