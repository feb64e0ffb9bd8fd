/** Both real clients read what nerve wrote in a repository: its server, and its memory. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMachine, type Machine } from './support/machine.ts';
import { textsOf } from './support/model.ts';

const RULE = 'In this repository every sentence ends with a heron.';

let machine: Machine;
let token: string;

beforeAll(async () => {
  machine = await createMachine();
  const project = join(machine.home, 'project');
  machine.write(
    '.codex/config.toml',
    `${machine.read('.codex/config.toml')}\n[projects.${JSON.stringify(project)}]\ntrust_level = "trusted"\n`,
  );
  await machine.nerve('init', '--project', '.', '--yes', '--entry', '--agents', 'codex,claude-code');
  machine.write('project/.nerve/AGENTS.md', `${RULE}\n`);
  await machine.nerve('sync', '--project', '.');
  token = (await machine.nerve('token', 'mint', 'repository')).trim();
  machine.hub.tokens.add(token);
});
afterAll(() => machine?.close());

test.each(['codex', 'claude'] as const)('%s', async (name) => {
  const [calls, requests] = [machine.hub.calls.length, machine.model.requests.length];
  await machine.ask(name, { NERVE_TOKEN: token });
  const seen = machine.hub.calls.slice(calls);
  expect(seen.map((call) => call.method)).toEqual(expect.arrayContaining(['initialize', 'tools/list']));
  expect(new Set(seen.map((call) => call.authorization))).toEqual(new Set([`Bearer ${token}`]));
  expect(machine.model.requests.slice(requests).map(textsOf).join('\n')).toContain(RULE);
});
