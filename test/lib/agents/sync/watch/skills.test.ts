/** The watch and the workspace's skills: what is edited below `skills/` arrives, and then it is quiet. */
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { modeOf, put, treeOf } from '../../../../support/home.ts';
import { readyHome, watching } from './helpers.ts';

const SKILL = 'nerve-workspace/skills/tidy';
const COPIES = ['.codex/skills/tidy', '.claude/skills/tidy'] as const;
const page = (more = ''): string => `---\nname: tidy\ndescription: Tidies.\n${more}---\n\nDo it.\n`;

/** Waits until every agent's copy of a file is like this; null for no file. */
async function arrived(home: string, name: string, matches: (copy: string) => void): Promise<void> {
  await vi.waitFor(
    () => {
      for (const copy of COPIES) matches(join(home, copy, name));
    },
    { timeout: 15_000, interval: 10 },
  );
}
const says = (home: string, file: string) => treeOf(home)[file];

describe('a skill', () => {
  test('that is made, edited, made runnable, disabled and removed follows to every agent', async () => {
    const home = await readyHome();
    const before = treeOf(home, ['.nerve', 'nerve-workspace']);
    const { calm, rounds, next } = await watching(home);
    const same = (name: string) =>
      arrived(home, name, (copy) => {
        const source = says(home, `${SKILL}/${name}`)?.split(' ').at(-1);
        expect(
          says(home, copy.slice(home.length + 1))
            ?.split(' ')
            .at(-1),
        ).toBe(source);
      });

    mkdirSync(join(home, SKILL, 'scripts'), { recursive: true });
    writeFileSync(join(home, SKILL, 'scripts/run.sh'), '#!/bin/sh\n');
    writeFileSync(join(home, SKILL, 'SKILL.md'), page());
    await same('SKILL.md');
    await same('scripts/run.sh');
    await next('changed', (event) => 'labels' in event && event.labels.includes('skill tidy'));
    await calm();

    rounds.length = 0;
    writeFileSync(join(home, SKILL, 'scripts/run.sh'), '#!/bin/sh\necho 2\n');
    await same('scripts/run.sh');
    await calm();
    expect(rounds.filter((round) => round.includes('locked'))).toHaveLength(1);

    if (process.platform !== 'win32') {
      chmodSync(join(home, SKILL, 'scripts/run.sh'), 0o755);
      await arrived(home, 'scripts/run.sh', (copy) => expect(modeOf(copy)).toBe('700'));
    }
    writeFileSync(join(home, SKILL, 'SKILL.md'), page('enabled: false\n'));
    await arrived(home, 'SKILL.md', () => {
      expect(treeOf(home, ['.nerve', 'nerve-workspace'])).toEqual(before);
    });
    writeFileSync(join(home, SKILL, 'SKILL.md'), page());
    await same('scripts/run.sh');
    await calm();
    rmSync(join(home, SKILL), { recursive: true });
    await arrived(home, 'SKILL.md', () => {
      expect(treeOf(home, ['.nerve', 'nerve-workspace'])).toEqual(before);
    });
  });

  test('is quiet where nothing of it goes to an agent', async () => {
    const home = await readyHome({ [`${SKILL}/SKILL.md`]: page() });
    const { rounds, calm, events } = await watching(home);
    const before = treeOf(home, ['nerve-workspace']);
    rounds.length = 0;
    put(home, {
      [`${SKILL}/.SKILL.md.swp`]: 'x',
      [`${SKILL}/SKILL.md~`]: 'x',
      'nerve-workspace/skills/notes/a.md': 'x',
    });
    await vi.waitFor(() => expect(rounds.length).toBeGreaterThan(0), 5000);
    await calm();
    expect(rounds.every((round) => round.includes('looked'))).toBe(true);
    expect(treeOf(home, ['nerve-workspace'])).toEqual(before);
    expect(events.filter((event) => event.event !== 'state')).toEqual([]);
  });

  test('in use by an agent, which leaves files of its own beside it, wakes nobody', async () => {
    const home = await readyHome({ [`${SKILL}/SKILL.md`]: page() });
    const { rounds, calm } = await watching(home);
    rounds.length = 0;
    put(home, { [`${COPIES[0]}/cache/a.bin`]: 'x' });
    await calm();
    expect(rounds).toEqual([]);
  });

  test('that cannot be read by agents is told once', async () => {
    const home = await readyHome({ [`${SKILL}/SKILL.md`]: page() });
    const { next, calm, events } = await watching(home);
    writeFileSync(join(home, SKILL, 'SKILL.md'), '# Tidy\n');
    const notice = await next('notice');
    expect(notice).toMatchObject({ message: expect.stringContaining('the skill tidy is left out') });
    await calm();
    events.length = 0;
    writeFileSync(join(home, SKILL, 'SKILL.md'), '# Tidier\n');
    await calm();
    expect(events.filter((event) => event.event === 'notice')).toEqual([]);
  });

  test('stays with the agents while the workspace is away, whatever they get else', async () => {
    const home = await readyHome({ [`${SKILL}/SKILL.md`]: page() });
    const config = join(home, '.nerve/config.yaml');
    const targets =
      '  targets:\n    - { name: codex, bundle: none }\n    - { name: claude-code, bundle: none }\n';
    writeFileSync(config, `external_agents:\n${targets}`);
    const { next } = await watching(home);
    const copies = COPIES.map((name) => treeOf(join(home, name)));
    renameSync(join(home, 'nerve-workspace'), join(home, 'away'));
    expect(await next('error')).toMatchObject({ code: 'no-workspace' });
    expect(COPIES.map((name) => treeOf(join(home, name)))).toEqual(copies);
  });
});
