import { expect, it } from 'vitest';
import { groupSkills, withCount } from '../../src/ui/skill-rows.ts';

const row = (file: string, folder: string | undefined, ...says: string[]) => ({ file, folder, says });

it('makes one row of the files of a skill that have the same to say', () => {
  const rows = [
    row('/a/config', undefined, 'change', 'entry'),
    row('/a/tidy/SKILL.md', '/a/tidy', 'create', 'skill tidy'),
    row('/a/notes/SKILL.md', '/a/notes', 'create', 'skill notes'),
    row('/a/tidy/run.sh', '/a/tidy', 'create', 'skill tidy'),
    row('/a/tidy/mine.md', '/a/tidy', 'change', 'skill tidy (taken over)'),
    row('/b/tidy/SKILL.md', '/b/tidy', 'create', 'skill tidy'),
  ];
  expect(groupSkills(rows).map(({ path, files }) => [path, files])).toEqual([
    ['/a/config', 1],
    ['/a/tidy/', 2],
    ['/a/notes/SKILL.md', 1],
    ['/a/tidy/mine.md', 1],
    ['/b/tidy/SKILL.md', 1],
  ]);
});

it.each([
  ['skill tidy', 1, 'skill tidy'],
  ['skill tidy', 3, 'skill tidy, 3 files'],
  ['', 3, '3 files'],
  ['', 1, ''],
])('%j of %i files: %j', (text, files, expected) => {
  expect(withCount(text, files)).toBe(expected);
});
