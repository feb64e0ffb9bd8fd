/** Runs the official conformance suite in a process of its own and reads what it found. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { repository } from '../support/scenario.ts';

const folder = join(repository, 'node_modules', '@modelcontextprotocol', 'conformance');

export interface Check {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly errorMessage?: string;
}

/** The scenarios that a revision requires of servers, by the suite's own list. */
export function requiredBy(revision: string): string[] {
  return parse(readFileSync(join(folder, 'requirements', `${revision}.yaml`), 'utf8')).server;
}

/**
 * Runs scenarios against a server and returns the checks of each.
 * @param which such as `--requirements 2026-07-28`
 * @param output an empty folder
 */
export async function runSuite(
  url: string,
  which: readonly string[],
  output: string,
): Promise<ReadonlyMap<string, readonly Check[]>> {
  const args = [join(folder, 'dist', 'index.js'), 'server', '--url', url, ...which, '--output-dir', output];
  // It ends with 1 for anything that fails; its files say more.
  await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 }).catch(() => undefined);
  const results = new Map<string, readonly Check[]>();
  for (const name of readdirSync(output)) {
    const scenario = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(name)?.[1];
    if (scenario) results.set(scenario, JSON.parse(readFileSync(join(output, name, 'checks.json'), 'utf8')));
  }
  return results;
}
