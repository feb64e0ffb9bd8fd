import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { modeOf, treeOf } from '../../../support/home.ts';
import { change, everything, fileTarget, type Installation, installation } from './helpers.ts';

const script = (place: Installation, executable: boolean | undefined, text = 'echo\n') =>
  fileTarget(text, {
    id: 'x:run',
    file: place.at('agent/run.sh'),
    ...(executable === undefined ? {} : { executable }),
  });
const inode = (place: Installation): number => statSync(place.at('agent/run.sh')).ino;

describe.skipIf(process.platform === 'win32')('a file that may be run', () => {
  it('is made so, for its owner alone', async () => {
    const place = installation();
    await change(place, [script(place, true)]);
    expect(modeOf(place.at('agent/run.sh'))).toBe('700');
  });

  it('gets and loses the permission without a new file', async () => {
    const place = installation();
    await change(place, [script(place, false)]);
    const before = inode(place);
    expect(modeOf(place.at('agent/run.sh'))).toBe('600');
    await change(place, [script(place, true)]);
    expect(modeOf(place.at('agent/run.sh'))).toBe('700');
    expect((await change(place, [script(place, true)])).files).toEqual([]);
    await change(place, [script(place, false)]);
    expect(modeOf(place.at('agent/run.sh'))).toBe('600');
    expect(inode(place)).toBe(before);
  });

  it('may be run by whoever may read it', async () => {
    const place = installation();
    writeFileSync(place.at('agent/run.sh'), 'old\n', { mode: 0o644 });
    chmodSync(place.at('agent/run.sh'), 0o644);
    const before = treeOf(place.at('agent'));
    await change(place, [script(place, true)], { policy: 'backup' });
    expect(modeOf(place.at('agent/run.sh'))).toBe('755');
    await change(place, [], everything);
    expect(treeOf(place.at('agent'))).toEqual(before);
  });

  it('stays as somebody else has made it since', async () => {
    const place = installation();
    await change(place, [script(place, true)]);
    chmodSync(place.at('agent/run.sh'), 0o640);
    expect((await change(place, [script(place, true)])).files).toEqual([]);
    await change(place, [script(place, true, 'echo 2\n')]);
    expect(modeOf(place.at('agent/run.sh'))).toBe('640');
  });

  it('stays as it was where the user had the same file before', async () => {
    const place = installation();
    writeFileSync(place.at('agent/run.sh'), 'echo\n');
    chmodSync(place.at('agent/run.sh'), 0o644);
    expect((await change(place, [script(place, true)])).files).toEqual([]);
    expect(modeOf(place.at('agent/run.sh'))).toBe('644');
  });

  it('is no business of nerve unless the target says so', async () => {
    const place = installation();
    await change(place, [script(place, undefined)]);
    chmodSync(place.at('agent/run.sh'), 0o755);
    await change(place, [script(place, undefined, 'echo 2\n')]);
    expect(modeOf(place.at('agent/run.sh'))).toBe('755');
  });
});
