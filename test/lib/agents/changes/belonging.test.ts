import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { read, treeOf } from '../../../support/home.ts';
import { tempDir } from '../../../support/temp.ts';
import { change, everything, fileTarget, type Installation, installation } from './helpers.ts';

/** A page and a script that is of no use without it. */
const both = (place: Installation, version = 1) => [
  fileTarget(`Script ${version}.\n`, {
    id: 'x:script',
    file: place.at('agent/tidy/run.sh'),
    partOf: place.at('agent/tidy/SKILL.md'),
  }),
  fileTarget(`Page ${version}.\n`, { id: 'x:page', file: place.at('agent/tidy/SKILL.md') }),
];
const states = (set: Awaited<ReturnType<typeof change>>) =>
  Object.fromEntries(set.items.map(({ id, state }) => [id, state]));

describe('a file that belongs to another one', () => {
  it('is left alone where that one is', async () => {
    const place = installation();
    mkdirSync(place.at('agent/tidy'));
    writeFileSync(place.at('agent/tidy/SKILL.md'), 'Mine.\n');
    const before = treeOf(place.home);
    const set = await change(place, both(place), { policy: 'skip' });
    expect(states(set)).toEqual({ 'x:page': 'skipped', 'x:script': 'skipped' });
    expect(treeOf(place.home)).toEqual(before);
  });

  it('comes with it as soon as that is decided', async () => {
    const place = installation();
    mkdirSync(place.at('agent/tidy'));
    writeFileSync(place.at('agent/tidy/SKILL.md'), 'Mine.\n');
    const before = treeOf(place.at('agent'));
    await change(place, both(place), { policy: 'skip' });
    expect(states(await change(place, both(place), { policy: 'backup' }))).toEqual({
      'x:page': 'take-over',
      'x:script': 'create',
    });
    await change(place, [], everything);
    expect(treeOf(place.at('agent'))).toEqual(before);
  });

  it('is not brought up to date alone', async () => {
    const place = installation();
    await change(place, both(place));
    writeFileSync(place.at('agent/tidy/SKILL.md'), 'Edited.\n');
    const set = await change(place, both(place, 2), { policy: 'skip' });
    expect(states(set)).toEqual({ 'x:page': 'skipped', 'x:script': 'skipped' });
    expect(read(place.home, 'agent/tidy/run.sh')).toBe('Script 1.\n');
    expect((await change(place, both(place, 2), { policy: 'backup' })).files).toHaveLength(2);
  });

  it('is left alone where that one is refused', async () => {
    const place = installation();
    mkdirSync(place.at('agent/tidy'));
    symlinkSync(`${tempDir()}/page`, place.at('agent/tidy/SKILL.md'));
    const set = await change(place, both(place));
    expect(set.refusals).toMatchObject([{ code: 'outside-allowlist' }]);
    expect(set.files).toEqual([]);
  });

  it('stops nothing by itself', async () => {
    const place = installation();
    mkdirSync(place.at('agent/tidy'));
    writeFileSync(place.at('agent/tidy/run.sh'), 'Mine.\n');
    const set = await change(place, both(place), { policy: 'skip' });
    expect(states(set)).toEqual({ 'x:page': 'create', 'x:script': 'skipped' });
  });
});
