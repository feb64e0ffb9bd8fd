import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { viewChanges, withChanges } from '../../../../src/lib/agents/changes/change-session.ts';
import { readLedger } from '../../../../src/lib/agents/changes/ledger.ts';
import type { Target } from '../../../../src/lib/agents/changes/target.ts';
import { UnavailableError } from '../../../../src/lib/base/kernel/errors.ts';
import { createRecordingSystem } from '../../../../src/lib/base/system/recording-system.ts';
import { ChangedUnderneath, type System } from '../../../../src/lib/base/system/system.ts';
import { treeOf } from '../../../support/home.ts';
import { blockTarget, change, everything, fileTarget, installation, jsonc, keyTarget } from './helpers.ts';

/** Two keys, a block and a whole file, in four files. */
function targetsIn(at: (name: string) => string, value: number | string = 1): Target[] {
  return [
    keyTarget(['a', 'b'], value, { id: 'x:one', file: at('agent/one.json') }),
    keyTarget(['a', 'b'], value, { id: 'x:single', file: at('single.json') }),
    blockTarget(`Block ${value}.`, { id: 'x:block', file: at('agent/AGENTS.md') }),
    fileTarget(`File ${value}.\n`, { id: 'x:file', file: at('agent/rules/nerve.md'), sidecar: true }),
    {
      kind: 'own',
      id: 'nerve:own',
      owner: 'nerve',
      label: 'own',
      file: at('.nerve/own.txt'),
      text: `Own ${value}.\n`,
    },
  ];
}

function seeded(wrap?: (system: System) => System) {
  const place = installation(wrap);
  writeFileSync(place.at('agent/one.json'), '{ "mine": 1 }\n');
  writeFileSync(place.at('agent/AGENTS.md'), '# Mine\n');
  return place;
}

/** All but nerve's own folder. */
const theirs = (home: string) => treeOf(home, ['.nerve']);

describe('applyChanges', () => {
  it('writes, is quiet, and gives everything back', async () => {
    const place = seeded();
    const before = theirs(place.home);
    const set = await change(place, targetsIn(place.at));
    expect(set.files.map((file) => file.action).sort()).toEqual([
      'create',
      'create',
      'create',
      'create',
      'update',
      'update',
    ]);
    expect(set.ledger.directories).toEqual([place.at('agent/rules')]);
    expect(readFileSync(place.at('agent/rules/nerve.md.nerve-hash'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    expect((await change(place, targetsIn(place.at))).files).toEqual([]);
    await change(place, [], everything);
    expect(theirs(place.home)).toEqual(before);
    expect(readLedger(place.system, place.paths.ledger)).toMatchObject({
      targets: {},
      files: {},
      directories: [],
    });
  });

  it('looks without a trace', async () => {
    const place = seeded();
    const before = treeOf(place.home);
    const set = await viewChanges(place, 'test', async (session) => {
      return (await session.plan({ wanted: targetsIn(place.at), policy: 'ask' })).set;
    });
    expect(set.files).toHaveLength(6);
    expect(treeOf(place.home)).toEqual(before);
  });

  it('keeps only the backups that are still needed', async () => {
    const place = seeded();
    for (let round = 0; round < 4; round += 1) await change(place, targetsIn(place.at, round));
    const { files } = readLedger(place.system, place.paths.ledger);
    const needed = Object.values(files).flatMap(({ pristine, written }) => [pristine, written]);
    const texts = readdirSync(place.paths.backups);
    expect(texts).toEqual(expect.arrayContaining(needed.filter((hash) => hash !== null)));
    // And the text of the block, for merges.
    expect(texts).toHaveLength(new Set(needed.filter((hash) => hash !== null)).size + 1);
  });

  it.each([1, 2, 3, 4, 5, 6])('puts everything back when the %i. write fails', async (moment) => {
    let left = Number.POSITIVE_INFINITY;
    const place = seeded((system) => ({
      ...system,
      write(path, bytes, options) {
        const isTheirs = !path.includes('/backups/') && !path.includes('/ledger/');
        if (isTheirs && left-- === 1) throw new UnavailableError('full', { code: 'disk-error' });
        return system.write(path, bytes, options);
      },
    }));
    await change(place, targetsIn(place.at));
    const before = theirs(place.home);
    const ledger = readLedger(place.system, place.paths.ledger);
    left = moment;
    await expect(change(place, targetsIn(place.at, 2))).rejects.toThrow('full');
    left = Number.POSITIVE_INFINITY;
    expect(theirs(place.home)).toEqual(before);
    expect(readFileSync(place.at('.nerve/own.txt'), 'utf8')).toBe('Own 1.\n');
    expect(readLedger(place.system, place.paths.ledger)).toEqual(ledger);
    expect((await change(place, targetsIn(place.at, 2))).files).toHaveLength(6);
  });

  it('leaves the journal to the next command when putting back fails too', async () => {
    let isBroken = false;
    const place = seeded((system) => ({
      ...system,
      write(path, bytes, options) {
        if (isBroken && path.endsWith('one.json'))
          throw new UnavailableError('still full', { code: 'disk-error' });
        if (path.endsWith('AGENTS.md')) isBroken = true;
        if (isBroken && path.endsWith('AGENTS.md'))
          throw new UnavailableError('full', { code: 'disk-error' });
        return system.write(path, bytes, options);
      },
    }));
    const before = theirs(place.home);
    await expect(change(place, targetsIn(place.at))).rejects.toThrow(
      /^full; not everything could be put back \(still full\)/,
    );
    expect(readLedger(place.system, place.paths.ledger).pending?.command).toBe('test');
    isBroken = false;
    const recovered = await withChanges(place, 'next', async (session) => session.recovered);
    expect(recovered).toMatchObject({ command: 'test', left: [] });
    expect(theirs(place.home)).toEqual(before);
  });
});

describe('another program writes at the same time', () => {
  /** Runs `meddle` before the n-th write of one.json. */
  function meddled(times: number, meddle: (path: string, time: number) => void) {
    let time = 0;
    return seeded((system) => ({
      ...system,
      write(path, bytes, options) {
        if (path.endsWith('one.json') && time++ < times) meddle(path, time);
        return system.write(path, bytes, options);
      },
    }));
  }

  it('plans anew and keeps both', async () => {
    const place = meddled(2, (path, time) => writeFileSync(path, `{ "mine": ${time + 1} }\n`));
    const set = await change(place, targetsIn(place.at));
    expect(jsonc.parse(readFileSync(place.at('agent/one.json'), 'utf8'))).toEqual({ mine: 3, a: { b: 1 } });
    expect(set.files).toHaveLength(6);
    await change(place, [], everything);
    expect(readFileSync(place.at('agent/one.json'), 'utf8')).toBe('{ "mine": 3 }\n');
  });

  it('has nothing to do where the other one did it', async () => {
    const place = meddled(1, (path) => writeFileSync(path, '{ "a": { "b": 1 } }'));
    await change(place, targetsIn(place.at));
    expect(readFileSync(place.at('agent/one.json'), 'utf8')).toBe('{ "a": { "b": 1 } }');
  });

  it('gives up after three tries, with everything as before', async () => {
    const place = meddled(9, (path, time) => writeFileSync(path, `{ "mine": ${time + 1} }\n`));
    const { 'agent/one.json': _one, ...before } = theirs(place.home);
    await expect(change(place, targetsIn(place.at))).rejects.toMatchObject({ code: 'busy-file' });
    const { 'agent/one.json': _again, ...after } = theirs(place.home);
    expect(after).toEqual(before);
    expect(readFileSync(place.at('agent/one.json'), 'utf8')).toBe('{ "mine": 4 }\n');
  });

  it.each([
    ['a decision', '{ "a": { "b": "theirs" } }'],
    ['a repair', '{ "a": '],
  ])('gives up when what it became needs %s', async (_title, text) => {
    const place = meddled(1, (path) => writeFileSync(path, text));
    await expect(change(place, targetsIn(place.at))).rejects.toMatchObject({ code: 'busy-file' });
    expect(readFileSync(place.at('agent/one.json'), 'utf8')).toBe(text);
    expect(existsSync(place.at('agent/rules'))).toBe(false);
  });

  it('remembers what is true of a file that was changed before it could be put back', async () => {
    const place = seeded((system) => ({
      ...system,
      write(path, bytes, options) {
        if (path.endsWith('AGENTS.md')) {
          // one.json is written; its program adds something to it, then the next file fails.
          writeFileSync(
            place.at('agent/one.json'),
            readFileSync(place.at('agent/one.json'), 'utf8').replace('1 ', '9 '),
          );
          throw new UnavailableError('full', { code: 'disk-error' });
        }
        return system.write(path, bytes, options);
      },
    }));
    const seed = '{ "mine": 1 , "z": 1 }\n';
    writeFileSync(place.at('agent/one.json'), seed);
    await expect(change(place, targetsIn(place.at))).rejects.toThrow(/left as they are .*one\.json/);
    const ledger = readLedger(place.system, place.paths.ledger);
    expect(Object.values(ledger.targets).map((record) => record.id)).toEqual(['x:one']);
    expect(ledger.saved).toMatchObject([{ file: place.at('agent/one.json') }]);
    await change(place, [], everything);
    expect(readFileSync(place.at('agent/one.json'), 'utf8')).toBe(seed.replace('1 ', '9 '));
  });

  it('waits for its lock', async () => {
    const place = seeded();
    const lock = place.at('agent/one.json.lock');
    mkdirSync(lock);
    const [one] = targetsIn(place.at);
    const locked = one?.kind === 'key' ? [{ ...one, lock: 'proper-lockfile' as const }] : [];
    const writing = change(place, locked);
    setTimeout(() => {
      writeFileSync(place.at('agent/one.json'), '{ "mine": 2 }\n');
      rmSync(lock, { recursive: true });
    }, 60);
    await writing;
    expect(jsonc.parse(readFileSync(place.at('agent/one.json'), 'utf8'))).toEqual({ mine: 2, a: { b: 1 } });
  });
});

describe('what must not be written', () => {
  it('is a refusal, and the others can go on', async () => {
    const place = seeded();
    mkdirSync(place.at('outside'));
    symlinkSync(place.at('outside/x.json'), place.at('agent/link.json'));
    const bad = keyTarget(['a'], 1, { id: 'x:bad', file: place.at('agent/link.json') });
    const set = await change(place, [bad, ...targetsIn(place.at)]);
    expect(set.refusals).toMatchObject([{ code: 'outside-allowlist', file: place.at('agent/link.json') }]);
    expect(set.files).toHaveLength(6);
    expect(readdirSync(place.at('outside'))).toEqual([]);
  });

  it('is an error for a file of nerve’s own', async () => {
    const place = seeded();
    const own: Target = {
      kind: 'own',
      id: 'n',
      owner: 'nerve',
      label: 'own',
      file: place.at('else.txt'),
      text: 'x',
    };
    await expect(change(place, [own])).rejects.toMatchObject({ code: 'outside-allowlist' });
  });
});

describe('a target that moves', () => {
  const one = keyTarget(['a'], 1, { id: 'x:one' });

  it('within reach: leaves the old file and makes the new one', async () => {
    const place = installation();
    writeFileSync(place.at('agent/old.json'), '{ "mine": 1 }');
    await change(place, [{ ...one, file: place.at('agent/old.json') }]);
    const set = await change(place, [{ ...one, file: place.at('agent/new.json') }]);
    expect(set.files.map(({ action }) => action).sort()).toEqual(['create', 'update']);
    expect(readFileSync(place.at('agent/old.json'), 'utf8')).toBe('{ "mine": 1 }');
  });

  it('out of reach: the old one is remembered until nerve leaves', async () => {
    const place = installation();
    await change(place, [{ ...one, file: place.at('agent/old.json') }]);
    const narrow = { ...place, system: refusing(place.system, place.at('agent/old.json')) };
    const wanted = [{ ...one, file: place.at('agent/new.json') }];
    for (const options of [{}, { isRemoved: () => true }]) {
      const set = await change(narrow, wanted, options);
      expect(set.refusals).toEqual([]);
      expect(Object.keys(set.ledger.targets)).toHaveLength(2);
    }
    const leaving = await change(narrow, [], everything);
    expect(leaving.refusals).toMatchObject([{ code: 'outside-allowlist' }]);
    expect((await change(place, [], everything)).ledger.targets).toEqual({});
    expect(readdirSync(place.at('agent'))).toEqual([]);
  });
});

function refusing(system: System, file: string): System {
  const real = createRecordingSystem(system);
  return {
    ...real,
    assertWritable(path) {
      if (path === file) return system.assertWritable('/nowhere/else');
      return system.assertWritable(path);
    },
  };
}

describe('the session', () => {
  it('leaves nothing behind when nothing was to be done, also of folders above', async () => {
    const place = installation();
    const before = treeOf(place.home);
    await change(place, []);
    await expect(withChanges(place, 'test', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(treeOf(place.home)).toEqual(before);
  });

  it('serialises those that come at once', async () => {
    const place = seeded();
    const sets = await Promise.all([1, 1, 1].map(() => change(place, targetsIn(place.at))));
    expect(sets.map((set) => set.files.length).sort()).toEqual([0, 0, 6]);
  });

  it('says so when nerve’s folder vanishes under it', async () => {
    const place = installation((system) => ({
      ...system,
      withLock: () => Promise.reject(new ChangedUnderneath('lock')),
    }));
    await expect(change(place, [])).rejects.toMatchObject({ code: 'home-moved' });
  });

  it('undoes a view’s nothing: a pending entry is left for a command that writes', async () => {
    const place = seeded();
    await change(place, targetsIn(place.at));
    const ledger = readLedger(place.system, place.paths.ledger);
    const pending = { at: 'now', command: 'killed', files: [], directories: [] };
    writeFileSync(place.paths.ledger, JSON.stringify({ ...ledger, pending }));
    const seen = await viewChanges(place, 'test', async (session) => session.ledger.pending);
    expect(seen).toEqual(pending);
    expect(await withChanges(place, 'test', async (session) => session.recovered)).toMatchObject({
      command: 'killed',
    });
    expect(readLedger(place.system, place.paths.ledger)).toEqual(ledger);
  });

  it('makes its files private', async () => {
    const place = seeded();
    await change(place, targetsIn(place.at));
    for (const path of [place.paths.ledger, place.paths.backups, join(place.paths.nerveHome, 'own.txt')]) {
      expect(statSync(path).mode & 0o077).toBe(0);
    }
    chmodSync(place.paths.ledger, 0o600);
  });
});
