/** The table of operations in docs/rest.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allOperations } from '../../../../src/lib/hub/rest/operations/all.ts';
import { repository } from '../../../support/scenario.ts';

it('names every operation, what it does, and which need the scope admin', () => {
  const text = readFileSync(join(repository, 'docs/rest.md'), 'utf8');
  const table = /<!-- operations:begin -->\n([\s\S]*?)<!-- operations:end -->/.exec(text)?.[1];
  const rows = allOperations.map(
    ({ method, path, summary, admin }) =>
      `| \`${method.toUpperCase()} ${path}\` | ${admin ? '**A** ' : ''}${summary} |`,
  );
  expect(table).toBe(`${['| operation | what it does |', '|---|---|', ...rows].join('\n')}\n`);
});
