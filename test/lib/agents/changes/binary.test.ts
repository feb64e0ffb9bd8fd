/** Whole files with bytes that are no text. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../../../src/lib/base/kernel/content.ts';
import { treeOf } from '../../../support/home.ts';
import { type Change, change, everything, fileTarget, type Installation, installation } from './helpers.ts';

const ONE = Buffer.from([0x89, 0x50, 0x00, 0xff, 0x0a]);
const TWO = Buffer.from([0x89, 0x51, 0x00, 0xfe]);
const FILE = 'agent/logo.png';

const write = (place: Installation, bytes: Buffer, options?: Change) =>
  change(place, [fileTarget(contentOf(bytes), { id: 'x:logo', file: place.at(FILE) })], options);
const bytesIn = (place: Installation): Buffer => readFileSync(place.at(FILE));

describe('bytes that are no text', () => {
  it('are written, kept, changed and taken away', async () => {
    const place = installation();
    const before = treeOf(place.at('agent'));
    await write(place, ONE);
    expect(bytesIn(place)).toEqual(ONE);
    const again = await write(place, ONE);
    expect([again.files, again.ledgerChanged]).toEqual([[], false]);
    await write(place, TWO);
    expect(bytesIn(place)).toEqual(TWO);
    await write(place, Buffer.from('text now\n'));
    await write(place, ONE);
    expect(bytesIn(place)).toEqual(ONE);
    await change(place, [], everything);
    expect(treeOf(place.at('agent'))).toEqual(before);
  });

  it.each(['ask', 'skip', 'merge', 'backup'] as const)(
    'of the user stay or come back: %s',
    async (policy) => {
      const place = installation();
      writeFileSync(place.at(FILE), TWO);
      const before = treeOf(place.at('agent'));
      const set = await write(place, ONE, { policy });
      const [state] = set.items.map((item) => item.state);
      expect(state).toBe(
        ({ ask: 'conflict', skip: 'skipped', merge: 'conflict', backup: 'take-over' } as const)[policy],
      );
      expect(bytesIn(place)).toEqual(policy === 'backup' ? ONE : TWO);
      await change(place, [], everything);
      expect(treeOf(place.at('agent'))).toEqual(before);
    },
  );

  it('are the user’s where they are the same', async () => {
    const place = installation();
    writeFileSync(place.at(FILE), ONE);
    const before = treeOf(place.at('agent'));
    expect((await write(place, ONE)).files).toEqual([]);
    await write(place, TWO);
    await change(place, [], everything);
    expect(treeOf(place.at('agent'))).toEqual(before);
  });

  it('are known again when the ledger is lost', async () => {
    const place = installation();
    const before = treeOf(place.at('agent'));
    await write(place, ONE);
    // It stands beside the ledger in every home; without it, nothing was lost.
    place.system.write(place.paths.launcher, Buffer.from('x'));
    rmSync(place.paths.ledger);
    const set = await write(place, ONE, { known: ['codex'] });
    expect([set.files, set.items[0]?.state]).toEqual([[], 'same']);
    await change(place, [], everything);
    expect(treeOf(place.at('agent'))).toEqual(before);
  });
});
