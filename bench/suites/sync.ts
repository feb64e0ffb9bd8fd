/** First and no-change sync beside the peers, and what each of them weighs. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertAllZero, type Contender, type Measured, measure } from '../lib/rounds.ts';
import { times } from '../lib/stats.ts';
import type { Bench } from '../lib/suite.ts';
import type { Cell, Table } from '../lib/table.ts';
import { differences, readTree } from '../lib/tree.ts';
import { prepareTools } from '../tools/all.ts';
import { makeSandbox, type Sandbox, type Tool } from '../tools/tool.ts';

export const name = 'sync';
export const description =
  'The first sync of two agents and one with nothing to do, beside ruler, rulesync and add-mcp, and what each weighs.';

const NODE = 'node -e 0';
const WRITES = 'atomic writes';

/** Three tables: first sync, sync with nothing to do, weight. */
export async function run(bench: Bench): Promise<readonly Table[]> {
  const { nerve, peers } = await prepareTools(bench);
  const tools = [...nerve, ...peers];
  const rounds = bench.quick ? 3 : 11;

  const settled: { tool: Tool; sandbox: Sandbox; files: Files }[] = [];
  for (const tool of tools) settled.push({ tool, ...(await settle(bench, tool)) });
  const sizes = settled[0]?.files.sizes ?? [];

  const first = await measure(
    bench.runner,
    [
      ...floors(bench, sizes, () => bench.folder('floor')),
      ...tools.map((tool) => contender(tool, () => freshSandbox(bench, tool))),
    ],
    rounds,
  );
  const kept = bench.folder('floor');
  const again = await measure(
    bench.runner,
    [
      ...floors(bench, sizes, () => kept),
      ...settled.map(({ tool, sandbox }) => contender(tool, () => sandbox)),
    ],
    rounds,
  );
  const fileCounts = (of: 'written' | 'touched') =>
    new Map([
      [WRITES, of === 'written' ? sizes.length : 0],
      ...settled.map(({ tool, files }) => [tool.name, files[of]] as const),
    ]);
  return [
    speedTable(
      'First sync',
      first,
      ['files written', fileCounts('written')],
      [
        `The floor of writing makes as many files as \`nerve init\` (${sizes.length}), of the same sizes, each by temp file, fsync, rename, fsync of the folder.`,
        'nerve also makes a token for each agent, a database, a ledger and private backups, and `nerve init` the workspace; the one server that it writes is its own.',
        'add-mcp adds one server a run, so this is the sum of two runs; it writes no rules. ruler writes a project, the others the home.',
      ],
    ),
    speedTable(
      'Sync with nothing to do',
      again,
      ['files touched', fileCounts('touched')],
      [
        'Touched: another mtime or inode after the second run than before it, whatever the bytes, in the whole home.',
        'The floor of writing only reads and compares here.',
      ],
    ),
    weightTable([...nerve.slice(1), ...peers]),
  ];
}

interface Files {
  /** The sizes of the files that the first sync made or changed. */
  readonly sizes: readonly number[];
  readonly written: number;
  /** By a second sync. */
  readonly touched: number;
}

/** Applies twice, and looks at the files after each time. */
async function settle(bench: Bench, tool: Tool): Promise<{ sandbox: Sandbox; files: Files }> {
  const sandbox = freshSandbox(bench, tool);
  const before = readTree(sandbox.home);
  const apply = async () => {
    for (const command of tool.apply(sandbox)) assertAllZero([await bench.runner.run(command)]);
    return readTree(sandbox.home);
  };
  const after = await apply();
  const written = differences(before, after, 'touched');
  const touched = differences(after, await apply(), 'touched');
  const sizes = written.map((path) => after.get(path)?.size ?? 0);
  return { sandbox, files: { sizes, written: written.length, touched: touched.length } };
}

/** A home with the sample and with files that the user had before. */
function freshSandbox(bench: Bench, tool: Tool): Sandbox {
  const sandbox = makeSandbox(bench.folder('home'));
  const seeds = join(bench.root, 'test', 'fixtures', 'agents');
  copyFileSync(join(seeds, 'codex', 'commented.toml'), join(sandbox.home, tool.places['codex config']));
  copyFileSync(join(seeds, 'claude-code', 'state.json'), join(sandbox.home, tool.places['claude servers']));
  tool.prepare(sandbox);
  return sandbox;
}

function contender(tool: Tool, sandbox: () => Sandbox): Contender {
  return { name: tool.name, commands: () => tool.apply(sandbox()), check: assertAllZero };
}

function floors(bench: Bench, sizes: readonly number[], folder: () => string): Contender[] {
  const script = join(bench.root, 'bench', 'floors', 'write-files.mjs');
  const command = (args: readonly string[]) => [{ args, cwd: bench.root, env: {} }];
  return [
    { name: NODE, commands: () => command(['-e', '0']), check: assertAllZero },
    { name: WRITES, commands: () => command([script, folder(), sizes.join(',')]), check: assertAllZero },
  ];
}

function speedTable(
  title: string,
  results: ReadonlyMap<string, Measured>,
  [countTitle, counts]: readonly [string, ReadonlyMap<string, number>],
  notes: readonly string[],
): Table {
  const node = results.get(NODE);
  const writes = results.get(WRITES);
  if (!node || !writes) throw new Error('the floors were not measured');
  return {
    title,
    columns: [
      { title: '' },
      { title: 'CPU ms' },
      { title: '÷ node', digits: 1, suffix: '×' },
      { title: '÷ atomic writes', digits: 1, suffix: '×' },
      { title: 'wall ms' },
      { title: 'RSS MiB' },
      { title: countTitle },
    ],
    rows: [...results].map(([row, { cpu, wall, rss }]): Cell[] => {
      const ratios = [times(cpu, node.cpu), times(cpu, writes.cpu)];
      return [row, cpu, ...ratios, wall, rss / 2 ** 20, counts.get(row) ?? null];
    }),
    notes,
  };
}

function weightTable(tools: readonly Tool[]): Table {
  const floor = Math.min(...tools.map((tool) => tool.weight?.bytes ?? Number.POSITIVE_INFINITY));
  return {
    title: 'Weight of an installation',
    columns: [
      { title: '' },
      { title: 'version' },
      { title: 'MB', digits: 1 },
      { title: '÷ lightest', digits: 1, suffix: '×' },
      { title: 'packages' },
    ],
    rows: tools.map(({ name: tool, version, weight }): Cell[] => [
      tool.split(' ')[0] ?? tool,
      version,
      weight ? weight.bytes / 1e6 : null,
      weight ? weight.bytes / floor : null,
      weight?.packages ?? null,
    ]),
    notes: [
      'All files that npm puts on disk for the package, itself included. nerve: its own files and those of its run-time dependencies in this checkout; the SQLite driver with binaries for eight platforms is most of it.',
    ],
  };
}
