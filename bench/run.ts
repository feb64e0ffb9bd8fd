/**
 * `npm run bench [-- SUITE… --quick --json FILE]`: runs the suites and prints their tables as Markdown.
 * Tables go to stdout, talk to stderr. What the tables mean: docs/bench.md.
 */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine, machineText } from './lib/machine.ts';
import { createRunner } from './lib/runner.ts';
import type { Bench, Suite } from './lib/suite.ts';
import { type Table, toMarkdown } from './lib/table.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const suites = await loadSuites();
const unknown = positionals.find((name) => !suites.some((suite) => suite.name === name));
if (values.help || unknown !== undefined) {
  const list = suites.map((suite) => `  ${suite.name.padEnd(9)} ${suite.description}`).join('\n');
  const usage = `npm run bench -- [SUITE…] [--quick] [--json FILE]\n\n${list}\n`;
  process.stderr.write(unknown === undefined ? usage : `There is no suite ${unknown}.\n${usage}`);
  process.exitCode = unknown === undefined ? 0 : 2;
} else {
  await runSuites(positionals.length ? suites.filter((suite) => positionals.includes(suite.name)) : suites);
}

async function loadSuites(): Promise<Suite[]> {
  const folder = join(import.meta.dirname, 'suites');
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return Promise.all(names.sort().map((name): Promise<Suite> => import(join(folder, name))));
}

async function runSuites(chosen: readonly Suite[]): Promise<void> {
  const temp = realpathSync(mkdtempSync(join(tmpdir(), 'nerve-bench-')));
  const scratch = join(temp, 'tmp');
  mkdirSync(scratch);
  const runner = createRunner(scratch);
  const cleanUp = (): void => {
    runner.close();
    rmSync(temp, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once('SIGINT', () => {
    cleanUp();
    process.exit(130);
  });
  const bench: Bench = {
    quick: values.quick,
    root: dirname(import.meta.dirname),
    runner,
    log: (text) => process.stderr.write(`${text}\n`),
    folder: (purpose) => mkdtempSync(join(temp, `${purpose}-`)),
  };
  try {
    const before = describeMachine();
    const results: { name: string; description: string; seconds: number; tables: readonly Table[] }[] = [];
    process.stdout.write('# nerve: bench\n\n');
    for (const suite of chosen) {
      bench.log(`suite ${suite.name} …`);
      const start = performance.now();
      const tables = await suite.run(bench);
      const seconds = Math.round((performance.now() - start) / 100) / 10;
      bench.log(`suite ${suite.name}: ${seconds} s`);
      results.push({ name: suite.name, description: suite.description, seconds, tables });
      const text = tables.map((table) => `\n${toMarkdown(table)}`).join('');
      process.stdout.write(`## ${suite.name}\n\n${suite.description}\n${text}\n`);
    }
    const after = describeMachine();
    process.stdout.write(
      `## Machine\n\n${machineText(before, after)}${values.quick ? '\nQuick run: few rounds.' : ''}\n`,
    );
    if (values.json !== undefined) {
      const data = { quick: values.quick, machine: { before, after }, suites: results };
      writeFileSync(values.json, `${JSON.stringify(data, null, 2)}\n`);
    }
  } finally {
    cleanUp();
  }
}
