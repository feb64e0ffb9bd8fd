import {
  chmodSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBlobs } from '../../../../src/lib/agents/changes/blobs.ts';
import {
  EMPTY_LEDGER,
  type Ledger,
  type Pending,
  type PendingFile,
  readLedger,
} from '../../../../src/lib/agents/changes/ledger.ts';
import { undoPending } from '../../../../src/lib/agents/changes/recover.ts';
import { sha256 } from '../../../../src/lib/base/kernel/hash.ts';
import { tempName } from '../../../../src/lib/base/system/temp-files.ts';
import { AT, blockTarget, change, folderOf, installation, keyTarget } from './helpers.ts';

const state = (text: string | null, mode = 0o644) => (text === null ? null : { hash: sha256(text), mode });

/** A home in which a change set was killed; the backups hold what stood there before. */
function killed(
  files: readonly {
    name: string;
    before: string | null;
    after: string | null;
    now: string | null;
    mode?: number;
  }[],
) {
  const place = installation();
  const blobs = createBlobs(place.system, place.paths.backups);
  const entries = files.map(({ name, before, after, now, mode = 0o644 }): PendingFile => {
    const file = place.at(`agent/${name}`);
    if (now !== null) {
      writeFileSync(folderOf(file), now);
      chmodSync(file, mode);
    }
    if (before !== null) blobs.put(Buffer.from(before));
    return { file, before: state(before), after: state(after) };
  });
  const pending: Pending = { at: AT, command: 'sync', files: entries, directories: [] };
  const undo = (ledger: Ledger = EMPTY_LEDGER, extra: Partial<Pending> = {}) =>
    undoPending(place.system, blobs, ledger, { ...pending, ...extra });
  const read = (name: string): string | null => {
    const file = place.at(`agent/${name}`);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  };
  return { ...place, blobs, pending, undo, read };
}

describe('undoPending', () => {
  it.each([
    ['changed', 'old', 'new', 'new', 'old'],
    ['not yet changed', 'old', 'new', 'old', 'old'],
    ['made', null, 'new', 'new', null],
    ['not yet made', null, 'new', null, null],
    ['removed', 'old', null, null, 'old'],
    ['not yet removed', 'old', null, 'old', 'old'],
  ])('a file that was %s', async (_title, before, after, now, expected) => {
    const place = killed([{ name: 'f', before, after, now }]);
    expect(await place.undo()).toMatchObject({ left: [], ledger: EMPTY_LEDGER });
    expect(place.read('f')).toBe(expected);
    // Killed in the middle, it simply runs again.
    expect(await place.undo()).toMatchObject({ left: [] });
    expect(place.read('f')).toBe(expected);
  });

  it.each([
    ['changed since', 'old', 'new', 'theirs'],
    ['made by somebody else', null, 'new', 'theirs'],
    ['made again since it was removed', 'old', null, 'theirs'],
    ['removed since it was changed', 'old', 'new', null],
  ])('leaves a file that was %s, with a copy of what stood there', async (_title, before, after, now) => {
    const place = killed([{ name: 'f', before, after, now }]);
    const { left, ledger } = await place.undo();
    expect(left).toEqual([place.at('agent/f')]);
    expect(place.read('f')).toBe(now);
    const copies = before === null ? [] : [{ file: place.at('agent/f'), hash: sha256(before) }];
    expect(ledger.saved).toMatchObject(copies);
  });

  it('puts a mode back', async () => {
    const place = killed([{ name: 'f', before: 'same', after: 'same', now: 'same', mode: 0o600 }]);
    const [entry] = place.pending.files;
    if (!entry) throw new Error('no entry');
    await place.undo(EMPTY_LEDGER, { files: [{ ...entry, after: state('same', 0o600) }] });
    expect(statSync(place.at('agent/f')).mode & 0o777).toBe(0o644);
  });

  it('goes on past a backup that is missing or damaged', async () => {
    const place = killed([
      { name: 'a', before: 'old a', after: 'new a', now: 'new a' },
      { name: 'b', before: 'old b', after: 'new b', now: 'new b' },
      { name: 'c', before: 'old c', after: 'new c', now: 'new c' },
    ]);
    rmSync(place.blobs.pathOf(sha256('old b')));
    writeFileSync(place.blobs.pathOf(sha256('old c')), 'damaged');
    const { left } = await place.undo();
    expect(left).toEqual([place.at('agent/b'), place.at('agent/c')]);
    expect(['a', 'b', 'c'].map(place.read)).toEqual(['old a', 'new b', 'new c']);
  });

  it('takes the folders away that were made, if they are empty', async () => {
    const place = killed([{ name: 'deep/down/f', before: null, after: 'new', now: 'new' }]);
    writeFileSync(place.at('agent/deep/theirs'), 'x');
    await place.undo(EMPTY_LEDGER, { directories: [place.at('agent/deep'), place.at('agent/deep/down')] });
    expect(readdirSync(place.at('agent/deep'))).toEqual(['theirs']);
  });

  it('remembers of a file that was left what is in it', async () => {
    const place = installation();
    const file = place.at('agent/f.json');
    const target = keyTarget(['nerve'], 1, { id: 'x:key', file });
    const block = blockTarget('Text.', { id: 'x:block', file: place.at('agent/AGENTS.md') });
    writeFileSync(file, '{ "mine": 1 }');
    const set = await change(place, [target, block]);
    const blobs = createBlobs(place.system, place.paths.backups);
    const keys = Object.keys(set.ledger.targets);
    const entry = (name: string, records: readonly string[]): PendingFile => ({
      file: place.at(name),
      before: state('{ "mine": 1 }'),
      after: state('what nerve wrote'),
      records: Object.fromEntries(records.map((key) => [key, set.ledger.targets[key] ?? null])),
      fileRecord: set.ledger.files[place.at(name)] ?? null,
    });
    const files = [entry('agent/f.json', keys.slice(0, 1)), entry('agent/AGENTS.md', keys.slice(1))];
    const pending: Pending = { at: AT, command: 'init', files, directories: [] };
    // The new entry is in the one; of the other the user has taken it out.
    writeFileSync(file, '{ "mine": 2, "nerve": 1 }');
    writeFileSync(place.at('agent/AGENTS.md'), '# Mine\n');
    const { ledger, left } = await undoPending(place.system, blobs, EMPTY_LEDGER, pending);
    expect(left).toHaveLength(2);
    expect(Object.keys(ledger.targets)).toEqual(keys.slice(0, 1));
    expect(Object.keys(ledger.files)).toEqual([file]);

    // The other way round: a removal under way, and the part is still, or no longer, in the file.
    const removal: Pending = {
      ...pending,
      files: files.map((one) => ({
        ...one,
        after: null,
        records: Object.fromEntries(Object.keys(one.records ?? {}).map((key) => [key, null])),
        fileRecord: null,
      })),
    };
    const after = await undoPending(place.system, blobs, set.ledger, removal);
    expect(Object.keys(after.ledger.targets)).toEqual(keys.slice(0, 1));
    expect(Object.keys(after.ledger.files)).toEqual([file]);
  });
});

describe('temporary files of the killed process', () => {
  const temp = (place: ReturnType<typeof killed>, name: string): string =>
    place.at(join('agent', tempName(name, 4_000_000)));

  it.each([
    ['empty', ''],
    ['whole', 'new'],
    ['a second name of the old one', 'old'],
  ])('go: %s', async (_title, content) => {
    const place = killed([{ name: 'f', before: 'old', after: 'new', now: 'old' }]);
    writeFileSync(temp(place, 'f'), content);
    await place.undo();
    expect(readdirSync(place.at('agent'))).toEqual(['f']);
  });

  it('go: a link to the file that was kept for the moment of the write', async () => {
    const place = killed([{ name: 'f', before: 'old', after: 'new', now: 'old' }]);
    linkSync(place.at('agent/f'), temp(place, 'f'));
    await place.undo();
    expect(readdirSync(place.at('agent'))).toEqual(['f']);
    expect(place.read('f')).toBe('old');
  });

  it('go: half of what was to be written', async () => {
    const place = killed([{ name: 'f', before: 'old', after: 'new text', now: 'old' }]);
    place.blobs.put(Buffer.from('new text'));
    writeFileSync(temp(place, 'f'), 'new t');
    await place.undo();
    expect(readdirSync(place.at('agent'))).toEqual(['f']);
  });

  it('come back if they are somebody’s newer version that was moved aside', async () => {
    const place = killed([{ name: 'f', before: 'old', after: null, now: null }]);
    writeFileSync(temp(place, 'f'), 'theirs, newer');
    expect((await place.undo()).left).toEqual([place.at('agent/f')]);
    expect(place.read('f')).toBe('theirs, newer');
    expect(readdirSync(place.at('agent'))).toEqual(['f']);
  });

  it('stay if they are nobody knows whose and the place is taken', async () => {
    const place = killed([{ name: 'f', before: 'old', after: 'new', now: 'old' }]);
    writeFileSync(temp(place, 'f'), 'theirs');
    await place.undo();
    expect(place.read('f')).toBe('old');
    expect(readdirSync(place.at('agent'))).toHaveLength(2);
  });

  it('of other files are not touched', async () => {
    const place = killed([{ name: 'f', before: 'old', after: 'new', now: 'old' }]);
    writeFileSync(temp(place, 'other'), 'new');
    writeFileSync(place.at('agent/.f.tmp'), 'new');
    await place.undo();
    expect(readdirSync(place.at('agent'))).toHaveLength(3);
  });
});

describe('readLedger', () => {
  const record = { pristine: null, pristineMode: null, written: sha256('x'), mode: 0o600 };
  it.each<[string, unknown]>([
    ['no object', []],
    ['another version', { ...EMPTY_LEDGER, version: 2 }],
    ['no targets', { ...EMPTY_LEDGER, targets: undefined }],
    [
      'a target without a kind',
      { ...EMPTY_LEDGER, targets: { x: { id: 'x', owner: 'o', file: '/f', label: 'l', at: AT } } },
    ],
    [
      'a hash that leads elsewhere',
      { ...EMPTY_LEDGER, files: { '/f': { ...record, written: '../../etc/passwd' } } },
    ],
    ['a mode that is none', { ...EMPTY_LEDGER, files: { '/f': { ...record, mode: -1 } } }],
    ['saved copies without a list', { ...EMPTY_LEDGER, saved: {} }],
    [
      'a pending entry without files',
      { ...EMPTY_LEDGER, pending: { at: AT, command: 'x', directories: [] } },
    ],
    ['a deed that nobody knows', { ...EMPTY_LEDGER, tokens: { codex: 'burn' } }],
  ])('refuses %s', (_title, content) => {
    const { system, paths } = installation();
    writeFileSync(folderOf(paths.ledger), JSON.stringify(content));
    expect(() => readLedger(system, paths.ledger)).toThrow(
      expect.objectContaining({ code: 'unreadable-ledger' }),
    );
  });

  it('takes what was written, unknown fields included, and nothing for an empty one', () => {
    const { system, paths } = installation();
    expect(readLedger(system, paths.ledger)).toBe(EMPTY_LEDGER);
    const ledger = { ...EMPTY_LEDGER, files: { '/f': record }, tokens: { codex: 'adopt' }, later: 1 };
    writeFileSync(folderOf(paths.ledger), JSON.stringify(ledger));
    expect(readLedger(system, paths.ledger)).toEqual(ledger);
  });
});

describe('createBlobs', () => {
  it('keeps, finds, heals and prunes', () => {
    const { system, paths } = installation();
    const blobs = createBlobs(system, paths.backups);
    const [a, b] = ['a', 'b'].map((text) => blobs.put(Buffer.from(text)));
    if (!a || !b) throw new Error('no hash');
    expect(statSync(blobs.pathOf(a)).mode & 0o777).toBe(0o600);
    writeFileSync(blobs.pathOf(a), 'damaged');
    expect(blobs.find(a)).toBeUndefined();
    expect(blobs.contents()).toEqual(['b']);
    blobs.put(Buffer.from('a'));
    expect(blobs.content(a)).toBe('a');
    writeFileSync(join(paths.backups, tempName('x', 4_000_000)), '');
    writeFileSync(join(paths.backups, 'README'), 'not a backup');
    blobs.prune(new Set([b]));
    expect(readdirSync(paths.backups).sort()).toEqual([b, 'README'].sort());
    expect(() => blobs.pathOf('../x')).toThrow('Not a backup name');
  });
});
