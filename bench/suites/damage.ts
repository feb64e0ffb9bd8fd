/** What tools that write agents' files do to a user's real ones: the same files, every verdict computed from bytes. */
import { CASES } from '../damage/cases.ts';
import type { Bench } from '../lib/suite.ts';
import type { Cell, Table } from '../lib/table.ts';
import { prepareTools } from '../tools/all.ts';
import { reprintTool } from '../tools/reprint.ts';

export const name = 'damage';
export const description =
  "What nerve and its peers do to a user's own config and memory files, and whether they can take it back.";

/** One table: a row for each verdict, a column for each tool. */
export async function run(bench: Bench): Promise<readonly Table[]> {
  const { nerve, peers } = await prepareTools(bench);
  const [init] = nerve;
  if (!init) throw new Error('nerve was not built');
  const tools = [{ ...init, name: 'nerve' }, ...peers, reprintTool(bench)];
  const rows: Cell[][] = [];
  for (const { title, judge } of CASES) {
    bench.log(`  ${title}`);
    const verdicts = [];
    for (const tool of tools) verdicts.push(await judge(bench, tool));
    for (const verdict of Object.keys(verdicts[0] ?? {})) {
      rows.push([title, verdict, ...verdicts.map((found) => found[verdict] ?? null)]);
    }
  }
  return [
    {
      title: 'Damage',
      columns: [
        { title: 'case' },
        { title: 'verdict' },
        ...tools.map((tool) => ({ title: [tool.name, tool.version].join(' ').trim() })),
      ],
      rows,
      notes: [
        'Counts over all seeds of a case (comments, CRLF, BOM, no final newline, inline tables, duplicate and hostile keys), in the files that the tool changed; bold: not all. A file that a tool refuses is not damaged, but not written either.',
        '`parse and print` is the control: what anybody gets who reads a file with a parser and writes it back.',
        'nerve takes the bits of group and others off a file that it puts a token into, so there the bits differ on purpose.',
        'In JSON a neighbour of something new gains a comma and a file of one line is one changed line: a few changed lines are the best there is.',
        "Undo counts the files that the tool had changed. Left behind: files that were not there before, the tool's own folder aside.",
      ],
    },
  ];
}
