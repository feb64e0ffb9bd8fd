/** What an edit that touches nothing else costs, beside only parsing the same text. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { parseTOML } from 'toml-eslint-parser';
import type { KeyedFormat } from '../../src/lib/base/formats/format.ts';
import { jsonc } from '../../src/lib/base/formats/jsonc/index.ts';
import { removeBlock, setBlock } from '../../src/lib/base/formats/markdown-block.ts';
import { toml } from '../../src/lib/base/formats/toml/index.ts';
import { bigJson, bigMarkdown, bigToml } from '../floors/big-files.ts';
import { timeWorks, type Work } from '../lib/loops.ts';
import { times } from '../lib/stats.ts';
import type { Bench } from '../lib/suite.ts';
import type { Cell, Table } from '../lib/table.ts';

export const name = 'editors';
export const description =
  'Microseconds per edit of the TOML, JSON and Markdown editors on real-size and 1 MB files, beside a bare parse.';

const ENTRY = { url: 'http://127.0.0.1:8900/mcp/v1', tool_timeout_sec: 300 };
const BODY = '# Memory\n\n- one\n- two\n';

/** One table: for each file its floor and four edits. */
export async function run(bench: Bench): Promise<readonly Table[]> {
  const seed = (path: string) => readFileSync(join(bench.root, 'test/fixtures/agents', path), 'utf8');
  const large = bench.quick ? 200_000 : 1_000_000;
  const kinds: readonly (readonly [string, string, (text: string) => Work[]])[] = [
    ['TOML', seed('codex/commented.toml'), tomlWorks],
    ['TOML', bigToml(large), tomlWorks],
    ['JSON', seed('claude-code/state.json'), jsonWorks],
    ['JSON', bigJson(large), jsonWorks],
    ['Markdown', bigMarkdown(4000), markdownWorks],
    ['Markdown', bigMarkdown(large), markdownWorks],
  ];
  const rows: Cell[][] = [];
  for (const [kind, text, worksOf] of kinds) {
    const size = Buffer.byteLength(text);
    bench.log(`  ${kind} ${size} B`);
    const works = worksOf(text);
    const results = await timeWorks(works, bench.quick ? { rounds: 3, batch: 20 } : { rounds: 9, batch: 60 });
    const floor = results.get(works[0]?.name ?? '')?.cpu;
    for (const [work, { cpu, wall }] of results) {
      rows.push([
        `${kind}, ${size < 10_000 ? `${size} B` : `${(size / 1e6).toFixed(1)} MB`}`,
        work,
        cpu,
        floor ? times(cpu, floor) : null,
        wall,
      ]);
    }
  }
  return [
    {
      title: 'Editors',
      columns: [
        { title: 'file' },
        { title: 'work' },
        { title: 'CPU µs', digits: 'auto' },
        { title: '÷ floor', digits: 1, suffix: '×' },
        { title: 'wall µs', digits: 'auto' },
      ],
      rows,
      notes: [
        'The floor is the first line of each file. An edit parses, splices, parses the result and compares both: twice the floor is the least it can cost.',
        'TOML needs positions as well as values: the second line is the bare parse that gives them.',
      ],
    },
  ];
}

function tomlWorks(text: string): Work[] {
  return [
    { name: 'floor: smol-toml parse', call: () => parseToml(text) },
    { name: 'toml-eslint-parser parse', call: () => parseTOML(text) },
    ...keyedWorks(toml, text, ['mcp_servers', 'nerve'], ['mcp_servers', 'github', 'command']),
  ];
}

function jsonWorks(text: string): Work[] {
  return [
    { name: 'floor: jsonc-parser parse', call: () => parseJsonc(text) },
    { name: 'JSON.parse', call: () => JSON.parse(text) },
    ...keyedWorks(jsonc, text, ['mcpServers', 'nerve'], ['mcpServers', 'github', 'url']),
  ];
}

function keyedWorks(
  format: KeyedFormat,
  text: string,
  added: readonly string[],
  known: readonly string[],
): Work[] {
  const withEntry = format.set(text, added, ENTRY);
  if (format.remove(withEntry, added) !== text)
    throw new Error(`${format.name}: an edit was not undone exactly`);
  return [
    { name: 'add an entry', call: () => format.set(text, added, ENTRY) },
    { name: 'change a value', call: () => format.set(text, known, 'other') },
    { name: 'nothing to change', call: () => format.set(withEntry, added, ENTRY) },
    { name: 'remove the entry', call: () => format.remove(withEntry, added) },
  ];
}

function markdownWorks(text: string): Work[] {
  const withBlock = setBlock(text, BODY);
  if (removeBlock(withBlock) !== text) throw new Error('Markdown: an edit was not undone exactly');
  return [
    { name: 'floor: split into lines', call: () => text.split('\n') },
    { name: 'add the block', call: () => setBlock(text, BODY) },
    { name: 'change the block', call: () => setBlock(withBlock, `${BODY}- three\n`) },
    { name: 'remove the block', call: () => removeBlock(withBlock) },
  ];
}
