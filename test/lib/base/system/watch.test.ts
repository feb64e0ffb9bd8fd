/** Watching real folders: every kind of edit is heard, whatever happens to the folders. */
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  createFolderWatcher,
  type FolderWatcher,
  type FolderWatcherOptions,
  type WatchFolder,
} from '../../../../src/lib/base/system/watch.ts';
import { tempDir } from '../../../support/temp.ts';

const open: FolderWatcher[] = [];

afterEach(() => {
  for (const watcher of open.splice(0)) watcher.close();
});

function watching(options: Partial<FolderWatcherOptions> = {}) {
  const hints: string[] = [];
  const watcher = createFolderWatcher({ onHint: (path) => hints.push(path), ...options });
  open.push(watcher);
  return { watcher, hints };
}

/** Waits for a hint that was not there before. */
async function heard(hints: string[], act: () => void): Promise<string[]> {
  await settle(hints);
  act();
  await vi.waitFor(() => expect(hints.length).toBeGreaterThan(0), { timeout: 5000, interval: 5 });
  const found = [...hints];
  await settle(hints);
  return found;
}

/** Events of what was done so far are delivered and forgotten. */
async function settle(hints: string[]): Promise<void> {
  await sleep(30);
  hints.length = 0;
}

const EDITS: Record<string, (file: string) => void> = {
  append: (file) => appendFileSync(file, 'more'),
  'truncate and write': (file) => {
    truncateSync(file);
    writeFileSync(file, 'new');
  },
  'rename over': (file) => {
    writeFileSync(`${file}.tmp`, 'new');
    renameSync(`${file}.tmp`, file);
  },
  'delete and make again': (file) => {
    unlinkSync(file);
    writeFileSync(file, 'new');
  },
  'move away and back': (file) => {
    renameSync(file, `${file}~`);
    renameSync(`${file}~`, file);
  },
};

describe('a file', () => {
  test.each(Object.entries(EDITS))('%s is heard again and again', async (_name, edit) => {
    const folder = tempDir();
    const file = join(folder, 'USER.md');
    writeFileSync(file, 'old');
    const { watcher, hints } = watching();
    watcher.set([{ folder, names: ['USER.md'] }]);
    for (let round = 0; round < 4; round += 1) {
      expect(await heard(hints, () => edit(file))).toContain(file);
    }
  });

  test('other names are not heard', async () => {
    const folder = tempDir();
    const { watcher, hints } = watching();
    watcher.set([{ folder, names: ['USER.md'] }]);
    writeFileSync(join(folder, 'other.md'), 'x');
    expect(await heard(hints, () => writeFileSync(join(folder, 'USER.md'), 'x'))).not.toContain(
      join(folder, 'other.md'),
    );
  });

  test('names of several interests in one folder add up', async () => {
    const folder = tempDir();
    const { watcher, hints } = watching();
    watcher.set([
      { folder, names: ['a'] },
      { folder, names: ['b'] },
    ]);
    expect(watcher.count().folders).toBe(2);
    for (const name of ['a', 'b']) await heard(hints, () => writeFileSync(join(folder, name), 'x'));
    watcher.set([{ folder, names: ['b'] }]);
    writeFileSync(join(folder, 'a'), 'y');
    expect(await heard(hints, () => writeFileSync(join(folder, 'b'), 'y'))).not.toContain(join(folder, 'a'));
  });
});

describe('a folder', () => {
  test('that vanishes and returns is watched again', async () => {
    const folder = join(tempDir(), 'workspace');
    const interests = [{ folder, names: ['USER.md'] }];
    mkdirSync(folder);
    const { watcher, hints } = watching();
    watcher.set(interests);
    for (let round = 0; round < 3; round += 1) {
      await heard(hints, () => rmSync(folder, { recursive: true }));
      watcher.set(interests);
      await heard(hints, () => mkdirSync(folder));
      expect(watcher.set(interests)).toBe(true);
      await heard(hints, () => writeFileSync(join(folder, 'USER.md'), 'x'));
    }
  });

  test('that is replaced at once, by one with the same inode perhaps, is watched again', async () => {
    const folder = join(tempDir(), 'workspace');
    const interests = [{ folder, names: ['USER.md'] }];
    mkdirSync(folder);
    const { watcher, hints } = watching();
    watcher.set(interests);
    for (let round = 0; round < 5; round += 1) {
      await heard(hints, () => {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
      });
      expect(watcher.set(interests)).toBe(true);
      await heard(hints, () => writeFileSync(join(folder, 'USER.md'), 'x'));
    }
  });

  test('that is swapped for another one by renames is watched again', async () => {
    const root = tempDir();
    const folder = join(root, 'workspace');
    const interests = [{ folder, names: ['USER.md'] }];
    mkdirSync(folder);
    mkdirSync(join(root, 'next'));
    const { watcher, hints } = watching();
    watcher.set(interests);
    await heard(hints, () => {
      renameSync(folder, join(root, 'old'));
      renameSync(join(root, 'next'), folder);
    });
    expect(watcher.set(interests)).toBe(true);
    await heard(hints, () => writeFileSync(join(folder, 'USER.md'), 'x'));
  });

  test('that does not exist is waited for, step by step', async () => {
    const root = tempDir();
    const folder = join(root, 'a', 'b', 'c');
    const interests = [{ folder, names: ['file'] }];
    const { watcher, hints } = watching();
    watcher.set(interests);
    for (const step of ['a', 'a/b', 'a/b/c']) {
      await heard(hints, () => mkdirSync(join(root, step)));
      expect(watcher.set(interests)).toBe(true);
    }
    expect(await heard(hints, () => writeFileSync(join(folder, 'file'), 'x'))).toContain(
      join(folder, 'file'),
    );
  });

  test('in whose place a file stands is waited for', async () => {
    const root = tempDir();
    const folder = join(root, 'workspace');
    writeFileSync(folder, 'in the way');
    const interests = [{ folder, names: ['USER.md'] }];
    const { watcher, hints } = watching();
    watcher.set(interests);
    await heard(hints, () => {
      unlinkSync(folder);
      mkdirSync(folder);
    });
    watcher.set(interests);
    await heard(hints, () => writeFileSync(join(folder, 'USER.md'), 'x'));
  });

  test('reached by a link is watched where it really is, also when the link is turned', async () => {
    const root = tempDir();
    const folder = join(root, 'link');
    for (const name of ['one', 'two']) mkdirSync(join(root, name));
    symlinkSync('one', folder);
    const interests = [{ folder, names: ['file'] }];
    const { watcher, hints } = watching();
    watcher.set(interests);
    await heard(hints, () => writeFileSync(join(root, 'one', 'file'), 'x'));
    await heard(hints, () => {
      symlinkSync('two', `${folder}.new`);
      renameSync(`${folder}.new`, folder);
    });
    expect(watcher.set(interests)).toBe(true);
    await heard(hints, () => writeFileSync(join(root, 'two', 'file'), 'x'));
  });

  test('setting the same again opens nothing', () => {
    const folder = tempDir();
    const { watcher } = watching();
    expect(watcher.set([{ folder }])).toBe(true);
    expect(watcher.set([{ folder }])).toBe(false);
    expect(watcher.set([])).toBe(false);
    expect(watcher.count().folders).toBe(0);
  });
});

describe('everything below a folder', () => {
  test('is heard, in new folders too', async () => {
    const folder = tempDir();
    mkdirSync(join(folder, 'one', 'deep'), { recursive: true });
    const { watcher, hints } = watching();
    watcher.set([{ folder }]);
    await heard(hints, () => writeFileSync(join(folder, 'one', 'deep', 'SKILL.md'), 'x'));
    await heard(hints, () => mkdirSync(join(folder, 'two', 'deep'), { recursive: true }));
    expect(watcher.set([{ folder }])).toBe(true);
    await heard(hints, () => writeFileSync(join(folder, 'two', 'deep', 'SKILL.md'), 'x'));
    await heard(hints, () => rmSync(join(folder, 'two'), { recursive: true }));
  });

  test('a loop of links, a repository and a huge tree end', () => {
    const folder = tempDir();
    symlinkSync('.', join(folder, 'self'));
    mkdirSync(join(folder, '.git', 'objects'), { recursive: true });
    const { watcher } = watching();
    watcher.set([{ folder }]);
    expect(watcher.count().folders).toBe(2);
    for (let at = 0; at < 600; at += 1) mkdirSync(join(folder, `skill-${at}`));
    watcher.set([{ folder }]);
    expect(watcher.count().folders).toBeLessThanOrEqual(502);
  });
});

describe('without watches', () => {
  /** Like a system that has no more watches for folders of this name. */
  function refusing(code: string, name: string): WatchFolder {
    return (folder, listener) => {
      if (basename(folder) === name) throw Object.assign(new Error(code), { code });
      return { on: () => undefined, close: () => undefined, listener };
    };
  }

  test.each(['ENOSPC', 'EMFILE', 'EACCES'])('after %s the folder is looked at', async (code) => {
    const folder = join(tempDir(), 'workspace');
    mkdirSync(folder);
    writeFileSync(join(folder, 'USER.md'), 'x');
    const onPolling = vi.fn();
    const { watcher, hints } = watching({ watch: refusing(code, 'workspace'), pollMs: 10, onPolling });
    expect(watcher.set([{ folder, names: ['USER.md', 'SOUL.md'] }])).toBe(true);
    expect(watcher.set([{ folder, names: ['USER.md', 'SOUL.md'] }])).toBe(false);
    expect(onPolling.mock.calls).toEqual([[folder, code]]);
    expect(watcher.count().polled).toBe(1);
    for (const edit of Object.values(EDITS)) await heard(hints, () => edit(join(folder, 'USER.md')));
    await heard(hints, () => writeFileSync(join(folder, 'SOUL.md'), 'x'));
    await heard(hints, () => rmSync(folder, { recursive: true }));
  });

  test('a watch that becomes possible replaces looking', () => {
    const folder = tempDir();
    let isFull = true;
    const watch: WatchFolder = () => {
      if (isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      return { on: () => undefined, close: () => undefined };
    };
    const { watcher } = watching({ watch, pollMs: 10 });
    watcher.set([{ folder }]);
    expect(watcher.count()).toEqual({ folders: 2, polled: 2 });
    isFull = false;
    expect(watcher.set([{ folder }])).toBe(true);
    expect(watcher.count()).toEqual({ folders: 2, polled: 0 });
  });

  test('a watch that breaks is opened again; one that always breaks is given up', () => {
    const folder = tempDir();
    const breaks: (() => void)[] = [];
    const watch: WatchFolder = (path) => ({
      on: (_event, listener) => {
        if (path === folder) breaks.push(() => listener(new Error('EPERM')));
      },
      close: () => undefined,
    });
    const { watcher, hints } = watching({ watch, pollMs: 10 });
    watcher.set([{ folder }]);
    for (let round = 1; round <= 3; round += 1) {
      breaks.at(-1)?.();
      expect(hints.length).toBe(round);
      expect(watcher.set([{ folder }])).toBe(true);
    }
    expect(breaks.length).toBe(3);
    expect(watcher.count().polled).toBe(1);
  });

  test('nothing is heard or kept open after the end', async () => {
    const folder = tempDir();
    const { watcher, hints } = watching({ watch: refusing('ENOSPC', basename(folder)), pollMs: 5 });
    watcher.set([{ folder }]);
    watcher.close();
    writeFileSync(join(folder, 'file'), 'x');
    await sleep(50);
    expect(hints).toEqual([]);
    expect(watcher.set([{ folder }])).toBe(false);
    expect(watcher.count().folders).toBe(0);
  });
});
