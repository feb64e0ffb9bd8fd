/**
 * Sums up the reports of a run: `node summary.mjs FOLDER`, where `steps.tsv` has a line `name, kind, exit code` per
 * step and `NAME.json` is vitest's report of a step of the kind `report`. Prints `N passed, N failed` last.
 * Plain JavaScript for any Node, because the installation may be what failed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '.'] = process.argv.slice(2);
const steps = readFileSync(join(folder, 'steps.tsv'), 'utf8').trim().split('\n');
let passed = 0;
let failed = 0;

process.stdout.write('\n');
for (const step of steps) {
  const [name = '', kind, status] = step.split('\t');
  const counts = kind === 'report' ? read(join(folder, `${name}.json`)) : { passed: 0, failed: 0 };
  // A step that broke without a failed test to show for it: a crash, its time, the type check, an unhandled error.
  if (status !== '0' && counts.failed === 0) counts.failed = 1;
  passed += counts.passed;
  failed += counts.failed;
  process.stdout.write(`${name}: exit ${status}, ${counts.passed} passed, ${counts.failed} failed\n`);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** Tests by outcome; a file that could not be loaded is one failure, and so is a missing report. */
function read(file) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
  const files = report.testResults ?? [];
  const tests = files.flatMap((one) => one.assertionResults ?? []);
  const broken = files.filter((one) => one.status === 'failed' && !one.assertionResults?.some(isFailed));
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: tests.filter(isFailed).length + broken.length,
  };
}

function isFailed(test) {
  return test.status === 'failed';
}
