import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolvePaths } from '../../../../src/lib/base/config/paths.ts';
import { createAllowlist } from '../../../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../../../src/lib/base/system/real-system.ts';
import { forgetAnswers, keepAnswers, keptAnswers } from '../../../../src/lib/setup/wizard/resume.ts';
import { type Content, makeHome, modeOf, read, treeOf } from '../../../support/home.ts';

const FILE = '.nerve/cache/init-answers.json';

function place(contents: Readonly<Record<string, Content>> = {}) {
  const home = makeHome(contents);
  const paths = resolvePaths({ HOME: home });
  const allowlist = createAllowlist({ roots: [paths.nerveHome], files: [], home });
  return { home, paths, system: createRealSystem({ allowlist }) };
}

describe('kept answers', () => {
  it('come back, and leave no trace once forgotten', () => {
    const there = place();
    const before = treeOf(there.home);
    const answers = {
      agents: ['codex'],
      import: true,
      permissions: 'keep',
      name: 'Ann',
      timezone: 'UTC',
    } as const;
    keepAnswers(there, answers);
    expect(modeOf(join(there.home, FILE))).toBe('600');
    expect(keptAnswers(there)).toEqual(answers);
    forgetAnswers(there);
    forgetAnswers(there);
    expect(treeOf(there.home)).toEqual(before);
    expect(keptAnswers(there)).toBeUndefined();
  });

  it('never hold a secret', () => {
    const there = place();
    const name = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
    keepAnswers(there, { agents: ['codex'], name });
    expect(read(there.home, FILE)).not.toContain(name);
    expect(keptAnswers(there)).toEqual({ agents: ['codex'] });
  });

  it('leave what else nerve has', () => {
    const there = place({ '.nerve/cache/versions.json': '{}' });
    const before = treeOf(there.home);
    keepAnswers(there, { agents: ['codex'] });
    forgetAnswers(there);
    expect(treeOf(there.home)).toEqual(before);
  });

  it.each([
    ['no JSON', 'x', undefined],
    ['another version', '{"version":2,"answers":{"import":true}}', undefined],
    ['no answers', '{"version":1,"answers":[]}', undefined],
    ['nothing valid', '{"version":1,"answers":{"agents":["nobody"],"permissions":"root"}}', undefined],
    [
      'some valid',
      '{"version":1,"answers":{"agents":["codex",7],"name":"a\\u001bb","import":false}}',
      { agents: ['codex'], import: false },
    ],
    ['allow-all', '{"version":1,"answers":{"permissions":"allow-all","timezone":"Mars/X"}}', undefined],
  ])('%s', (_, text, expected) => {
    const there = place({ '.nerve/cache': null });
    writeFileSync(join(there.home, FILE), text);
    expect(keptAnswers(there)).toEqual(expected);
  });

  it('that cannot be written are no reason to stop', () => {
    const there = place({ '.nerve': 'a file' });
    keepAnswers(there, { agents: ['codex'] });
    expect(read(there.home, '.nerve')).toBe('a file');
    expect(keptAnswers(there)).toBeUndefined();
  });
});
