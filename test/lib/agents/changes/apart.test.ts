import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { treeOf } from '../../../support/home.ts';
import {
  blockTarget,
  type Change,
  change,
  everything,
  fileTarget,
  type Installation,
  installation,
} from './helpers.ts';

const page = (place: Installation, text = 'Page.\n') => [
  fileTarget(text, {
    id: 'x:page',
    file: place.at('agent/skills/SKILL.md'),
    source: place.at('agent/workspace/SKILL.md'),
  }),
];

/** A folder that nerve reads from, inside of what it may write. */
function withSource(): { place: Installation; options: Change } {
  const place = installation();
  mkdirSync(place.at('agent/workspace'));
  // With the mode of nerve's own files, so that only the place tells the two apart.
  writeFileSync(place.at('agent/workspace/SKILL.md'), 'Page.\n', { mode: 0o600 });
  return { place, options: { sources: () => [place.at('agent/workspace')] } };
}

describe('a file of an agent that is a link into what nerve reads', () => {
  it('is the source itself: nothing to write, nothing to take away', async () => {
    const { place, options } = withSource();
    symlinkSync('workspace', place.at('agent/skills'));
    const before = treeOf(place.home, ['.nerve']);
    const set = await change(place, page(place), options);
    expect(set.items.map((item) => item.state)).toEqual(['theirs']);
    const later = { ...place, clock: { now: () => new Date('2026-02-03') } };
    expect((await change(later, page(place), options)).ledgerChanged).toBe(false);
    expect((await change(place, page(place, 'Page 2.\n'), options)).files).toEqual([]);
    const end = await change(place, [], { ...everything, ...options });
    expect([end.files, end.refusals]).toEqual([[], []]);
    expect(treeOf(place.home, ['.nerve'])).toEqual(before);
  });

  it('is the source itself also when nerve had its own file there', async () => {
    const { place, options } = withSource();
    await change(place, page(place), options);
    renameSync(place.at('agent/skills'), place.at('agent/old'));
    symlinkSync('workspace', place.at('agent/skills'));
    const before = treeOf(place.at('agent'));
    const set = await change(place, page(place), options);
    expect(set.items.map((item) => item.state)).toEqual(['theirs']);
    const end = await change(place, [], { ...everything, ...options });
    expect(end.refusals).toEqual([]);
    expect(treeOf(place.at('agent'))).toEqual(before);
  });

  it('is not removed although it looks as nerve wrote it', async () => {
    const { place, options } = withSource();
    await change(place, page(place), options);
    renameSync(place.at('agent/skills'), place.at('agent/old'));
    symlinkSync('workspace', place.at('agent/skills'));
    const before = treeOf(place.at('agent'));
    const set = await change(place, [], { ...everything, ...options });
    expect(set.refusals).toMatchObject([{ code: 'leads-back', owner: 'codex' }]);
    expect(treeOf(place.at('agent'))).toEqual(before);
  });

  it('gets no block', async () => {
    const { place, options } = withSource();
    symlinkSync('workspace/SKILL.md', place.at('agent/AGENTS.md'));
    const block = blockTarget('Bundle.', { id: 'x:block', file: place.at('agent/AGENTS.md') });
    const set = await change(place, [block], options);
    expect(set.refusals).toMatchObject([{ code: 'leads-back' }]);
    expect(set.files).toEqual([]);
  });

  it('is refused in nerve’s own folder too', async () => {
    const place = installation();
    await change(place, [fileTarget('x', { id: 'x:a', file: place.at('agent/a.md') })]);
    symlinkSync('../.nerve', place.at('agent/skills'));
    const set = await change(place, page(place));
    expect(set.refusals).toMatchObject([{ code: 'leads-back' }]);
  });
});

it('a folder that nerve reads from may be written by its own name, also behind a link', async () => {
  const place = installation();
  mkdirSync(place.at('agent/real'));
  symlinkSync('real', place.at('agent/workspace'));
  const seed = { kind: 'seed', id: 'nerve:seed', owner: 'nerve', label: 'seed', text: 'x' } as const;
  const set = await change(place, [{ ...seed, file: place.at('agent/workspace/SOUL.md') }], {
    sources: () => [place.at('agent/workspace'), place.at('agent/loop')],
  });
  expect(set.files).toHaveLength(1);
});
