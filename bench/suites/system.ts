/** What safe writing costs: one file, and a whole change set, beside the bare system calls. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withChanges } from '../../src/lib/agents/changes/change-session.ts';
import type { FileTarget } from '../../src/lib/agents/changes/target.ts';
import { resolvePaths } from '../../src/lib/base/config/paths.ts';
import { systemClock } from '../../src/lib/base/kernel/clock.ts';
import { createAllowlist } from '../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../src/lib/base/system/real-system.ts';
import { createRecordingSystem } from '../../src/lib/base/system/recording-system.ts';
import type { System } from '../../src/lib/base/system/system.ts';
import { bareWrite } from '../floors/bare-write.ts';
import { type LoopOptions, type Timed, timeWorks, type Work } from '../lib/loops.ts';
import { installPeer } from '../lib/peers.ts';
import { times } from '../lib/stats.ts';
import type { Bench } from '../lib/suite.ts';
import type { Cell, Table } from '../lib/table.ts';

export const name = 'system';
export const description =
  'One atomic write and a change set of 15 files, beside write-file-atomic and the bare system calls.';

const FILES = 15;

/** Two tables: one file, a change set. */
export async function run(bench: Bench): Promise<readonly Table[]> {
  const options: LoopOptions = bench.quick ? { rounds: 3, batch: 30 } : { rounds: 11, batch: 100 };
  const folder = bench.folder('system');
  const system = systemFor(bench.folder('home'), folder);
  const single: Cell[][] = [];
  for (const size of [2000, 100_000]) {
    const works = await writeWorks(bench, system, folder, size);
    single.push(...rowsOf(`${size / 1000} KB`, works, await timeWorks(works, options)));
  }
  const set = await changeSetWorks(bench);
  const columns = [
    { title: '' },
    { title: 'work' },
    { title: 'wall µs' },
    { title: '÷ floor', digits: 2, suffix: '×' },
    { title: 'CPU µs' },
    { title: 'CPU ÷ floor', digits: 2, suffix: '×' },
  ];
  return [
    {
      title: 'One file replaced',
      columns,
      rows: single,
      notes: [
        'The floor is temp file, fsync, rename, fsync of the folder. Waiting for the disk is wall time, not CPU, so here wall time counts, too; on other disks an fsync can take ten times as long.',
        "nerve's writes also resolve links, check the allowlist, keep the mode and refuse hard links; with `expect` they compare what stands there before and after. write-file-atomic has no fsync of the folder.",
      ],
    },
    {
      title: `A change set of ${FILES} files`,
      columns,
      rows: rowsOf(`${FILES} files`, set.works, await timeWorks(set.works, options)),
      notes: [
        `A change set also takes the lock, keeps a private copy of what it writes and a journal: ${set.writes} writes in all for ${FILES} files that are updated, each atomic.`,
      ],
    },
  ];
}

function rowsOf(label: string, works: readonly Work[], results: ReadonlyMap<string, Timed>): Cell[][] {
  const floor = results.get(works[0]?.name ?? '');
  return [...results].map(([work, { cpu, wall }]) => [
    label,
    work,
    wall,
    floor ? times(wall, floor.wall) : null,
    cpu,
    floor ? times(cpu, floor.cpu) : null,
  ]);
}

async function writeWorks(bench: Bench, system: System, folder: string, size: number): Promise<Work[]> {
  const { sync: theirs } = await loadPeer(bench);
  const texts = [Buffer.alloc(size, 'a'), Buffer.alloc(size, 'b')] as const;
  let turn = 0;
  const next = (): Buffer => texts[(turn++ % 2) as 0 | 1];
  const file = (work: string): string => {
    const path = join(folder, `${work}-${size}`);
    writeFileSync(path, texts[0]);
    return path;
  };
  const [bare, plain, checked, peer, inPlace] = ['bare', 'plain', 'checked', 'peer', 'in-place'].map(
    file,
  ) as [string, string, string, string, string];
  let hash = system.write(checked, texts[0]).hash;
  return [
    { name: 'floor: bare atomic write', call: () => bareWrite(bare, next()) },
    { name: 'write in place, nothing safe', call: () => writeFileSync(inPlace, next()) },
    { name: 'write-file-atomic, sync', call: () => theirs(peer, next()) },
    { name: 'nerve', call: () => system.write(plain, next()) },
    {
      name: 'nerve, if unchanged (expect)',
      call: () => {
        hash = system.write(checked, next(), { expect: hash }).hash;
      },
    },
  ];
}

async function loadPeer(bench: Bench): Promise<{ sync(path: string, bytes: Uint8Array): void }> {
  const { folder } = installPeer('write-file-atomic', bench.log);
  const module = await import(pathToFileURL(join(folder, 'lib', 'index.js')).href);
  return module.default;
}

interface ChangeSetWorks {
  readonly works: Work[];
  /** Calls of `system.write` for one change set. */
  readonly writes: number;
}

async function changeSetWorks(bench: Bench): Promise<ChangeSetWorks> {
  const home = bench.folder('home');
  const folder = join(home, '.codex');
  const bareFolder = join(home, 'bare');
  for (const path of [folder, bareFolder]) mkdirSync(path);
  const system = systemFor(home, folder, bareFolder, join(home, '.nerve'));
  let turn = 0;
  const text = (at: number): string => `# File ${at}\n\n${'some rule\n'.repeat(200)}${turn}\n`;
  const targets = (): FileTarget[] =>
    Array.from({ length: FILES }, (_, at) => ({
      kind: 'file',
      id: `bench:${at}`,
      owner: 'bench',
      file: join(folder, `file-${at}.md`),
      label: 'file',
      text: text(at),
    }));
  const apply = async (through: System): Promise<number> => {
    const context = { system: through, clock: systemClock, paths: resolvePaths({ HOME: home }) };
    return withChanges(context, 'bench', async (session) => {
      const { apply: write } = await session.plan({ wanted: targets(), policy: 'ask' });
      return (await write()).files.length;
    });
  };
  const each = (write: (file: string, bytes: Buffer) => unknown, count = FILES): void => {
    turn += 1;
    for (let at = 0; at < count; at += 1) write(join(bareFolder, `file-${at}.md`), Buffer.from(text(at)));
  };
  await apply(system);
  turn += 1;
  const recording = createRecordingSystem(system);
  if ((await apply(recording)) !== FILES) throw new Error('the change set did not change all files');
  const writes = recording.calls.filter((call) => call.op === 'write').length;
  return {
    writes,
    works: [
      { name: 'floor: 15 bare atomic writes', call: () => each(bareWrite) },
      { name: `${writes} bare atomic writes`, call: () => each(bareWrite, writes) },
      { name: '15 writes of nerve', call: () => each((file, bytes) => system.write(file, bytes)) },
      {
        name: 'change set, all updated',
        call: () => {
          turn += 1;
          return apply(system);
        },
      },
      { name: 'change set, nothing to do', call: () => apply(system) },
    ],
  };
}

function systemFor(home: string, ...roots: readonly string[]): System {
  return createRealSystem({ allowlist: createAllowlist({ roots, files: [], home }) });
}
