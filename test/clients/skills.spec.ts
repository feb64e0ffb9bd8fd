/** Every client whose record has a folder of skills shows its model the skills that nerve wrote there, and no others. */
import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isProgram } from '../../src/lib/agents/registry/agent-record.ts';
import { agentHome } from '../../src/lib/agents/registry/places.ts';
import { AGENTS, agentByName } from '../../src/lib/agents/registry/registry.ts';
import { resolvePaths } from '../../src/lib/base/config/paths.ts';
import { type ClientName, clientNames } from './support/install.ts';
import { AGENT, createMachine, type Machine } from './support/machine.ts';
import { textsOf } from './support/model.ts';

const CLIENTS = clientNames();
const SKILLS = 'nerve-workspace/skills';
const DESCRIPTION = 'Feed the heron of Husum. Use when a heron is hungry.';

let machine: Machine<ClientName>;

/** Makes or changes a skill of the workspace; it takes effect with the next `nerve sync`. */
function skill(name: string, more = ''): void {
  mkdirSync(join(machine.home, SKILLS, name), { recursive: true });
  const head = `name: ${name}\ndescription: ${DESCRIPTION} It is the ${name} one.\n${more}`;
  machine.write(`${SKILLS}/${name}/SKILL.md`, `---\n${head}---\n\nFish, not bread.\n`);
}

/** What the model was shown in one turn, request by request. */
async function shown(name: ClientName, env: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const seen = machine.model.requests.length;
  await machine.ask(name, env);
  return machine.model.requests.slice(seen).map(textsOf);
}
const sentence = (name: string): string => `${DESCRIPTION} It is the ${name} one.`;

beforeAll(async () => {
  machine = await createMachine({}, CLIENTS);
  await machine.init();
  skill('grey-heron', 'version: 1.0.0\nenabled: true\n');
  skill('night-heron', 'enabled: false\n');
  for (const name of CLIENTS) skill(`${AGENT[name]}-heron`, `agents: [${AGENT[name]}]\n`);
  machine.write(`${SKILLS}/grey-heron/feed.sh`, '#!/bin/sh\necho fed\n');
  await machine.nerve('sync');
});
afterAll(() => machine?.close());

test('there is a client for every agent that is said to read skills', () => {
  const reading = AGENTS.filter((agent) => agent.skills).map(({ name }) => name);
  expect(reading.sort()).toEqual(CLIENTS.map((name) => AGENT[name]).sort());
});

test.each(CLIENTS)('%s shows the model what nerve wrote', async (name) => {
  const requests = await shown(name);
  // Once, also where a client knows several folders; some ask about other things too.
  const counts = requests.map((request) => request.split(sentence('grey-heron')).length - 1);
  expect(new Set(counts.filter((count) => count > 0))).toEqual(new Set([1]));
  const prompt = requests.join('\n');
  expect(prompt).toContain(sentence(`${AGENT[name]}-heron`));
  expect(prompt.split(/[^\w-]+/)).toContain('grey-heron');
  expect(prompt).not.toContain(sentence('night-heron'));
  const others = CLIENTS.filter((other) => prompt.includes(sentence(`${AGENT[other]}-heron`)));
  // OpenCode reads the skills of Claude Code too.
  expect(others.sort()).toEqual(name === 'opencode' ? ['claude', 'opencode'] : [name]);
});

test.each(CLIENTS)('%s finds them where its variable says', async (name) => {
  const agent = agentByName(AGENT[name]);
  if (!isProgram(agent)) throw new Error(`${name} has no folder`);
  const moved = { [agent.home.variable ?? '']: join(machine.home, `moved ${name}`) };
  const home = (env: Record<string, string>): string =>
    agentHome(agent, { paths: resolvePaths({ HOME: machine.home }), env });
  mkdirSync(dirname(home(moved)), { recursive: true });
  renameSync(home({}), home(moved));
  try {
    expect((await shown(name, moved)).join('\n')).toContain(sentence('grey-heron'));
  } finally {
    renameSync(home(moved), home({}));
  }
});

test('what is removed from the workspace is shown no more', async () => {
  skill('grey-heron', 'enabled: false\n');
  await machine.nerve('sync');
  for (const name of CLIENTS) expect((await shown(name)).join('\n')).not.toContain(sentence('grey-heron'));
});
