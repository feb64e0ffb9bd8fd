import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { AGENTS } from '../../src/lib/agents/registry/registry.ts';
import { SETTINGS } from '../../src/lib/base/config/settings.ts';
import { EXIT } from '../../src/lib/base/kernel/errors.ts';
import type { Capabilities } from '../../src/ui/capabilities/capabilities.ts';
import { LISTED } from '../../src/ui/capabilities/effects.ts';
import { ENVELOPE_SCHEMA, ERROR_KINDS } from '../../src/ui/envelope-schema.ts';
import { makeHome, treeOf } from '../support/home.ts';
import { violations } from '../support/json-schema.ts';
import { createNerve, type Nerve, repository } from '../support/scenario.ts';

const manifest = JSON.parse(readFileSync(join(repository, 'oclif.manifest.json'), 'utf8'));
let nerve: Nerve;
let found: Capabilities;
beforeAll(async () => {
  nerve = await createNerve();
  const home = makeHome({ '.codex': null });
  const before = treeOf(home);
  found = JSON.parse((await nerve.expect(0, home, 'capabilities --json')).stdout).data;
  expect(treeOf(home)).toEqual(before);
});

it('names every command, and what it writes', () => {
  const ids = Object.keys(manifest.commands).filter((id) => !manifest.commands[id].hidden);
  const names = ids.map((id) => id.replaceAll(':', ' ')).sort();
  expect(found.commands.map((command) => command.name)).toEqual(names);
  expect([...LISTED].sort()).toEqual(names);
});

it('gives flags with choices, defaults and variables, without repeating the common ones', () => {
  const flags = (name: string) => found.commands.find((command) => command.name === name)?.flags ?? [];
  expect(flags('init').find((flag) => flag.name === 'auth')).toMatchObject({
    type: 'string',
    choices: ['auto', 'inline', 'env', 'helper'],
    env: 'NERVE_EXTERNAL_AGENTS_AUTH',
  });
  expect(flags('token mint').find((flag) => flag.name === 'kind')).toMatchObject({ default: 'mcp' });
  expect(flags('sync').map((flag) => flag.name)).not.toContain('json');
  expect(found.globalFlags.map((flag) => flag.name)).toContain('json');
});

it('fills templates in examples and gives each a command', () => {
  const examples = found.commands.flatMap((command) => command.examples);
  expect(examples.length).toBeGreaterThan(10);
  for (const { command } of examples) expect(command).toMatch(/^(?!.*<%).*\S/);
});

it('lists exit codes, settings and agents as the code has them', () => {
  expect(Object.fromEntries(found.exitCodes.map(({ name, code }) => [name, code]))).toEqual(EXIT);
  for (const setting of SETTINGS) expect(found.settings.map(({ key }) => key)).toContain(setting.key);
  expect(found.agents.map(({ name, skills }) => [name, skills])).toEqual(
    AGENTS.map(({ name, skills }) => [name, skills !== undefined]),
  );
});

it('knows every variable that the sources read', () => {
  const known = new Set([
    ...found.environment.map(({ name }) => name),
    'TERM',
    'PATH',
    'PATHEXT',
    'USERPROFILE',
  ]);
  const read = globSync('src/**/*.ts', { cwd: repository }).flatMap((file) =>
    [...readFileSync(join(repository, file), 'utf8').matchAll(/\benv\.([A-Z][A-Z0-9_]+)/g)].map(
      (match) => match[1] ?? '',
    ),
  );
  expect(read).toContain('NO_COLOR');
  expect(read.filter((name) => !known.has(name))).toEqual([]);
});

it('is short for people', async () => {
  const { stdout } = await nerve.expect(0, makeHome(), 'capabilities');
  expect(stdout).toMatch(/^ {2}config set {2,}Set one setting/m);
  expect(stdout).toContain('NERVE_HOME');
});

describe('the published schema', () => {
  it('is the one that capabilities prints', () => {
    expect(found.envelope).toEqual(ENVELOPE_SCHEMA);
  });

  it('has the kinds of all errors', () => {
    const sources = globSync('src/**/*.ts', { cwd: repository }).map((file) =>
      readFileSync(join(repository, file), 'utf8'),
    );
    const errors = sources.filter((text) => /class \w+Error extends \w+Error/.test(text)).join('\n');
    const kinds = [...errors.matchAll(/readonly kind(?:: string)? = '(\w+)'/g)].map((match) => match[1]);
    expect([...new Set(kinds)].sort()).toEqual([...ERROR_KINDS].sort());
  });

  it.each([
    'capabilities',
    'config list --origin',
    'config get nothing',
    'config set hub.url nonsense',
    'completion bash',
    'completion tcsh',
    'agents list',
    'agents status',
    'agents add codex',
    'sync --check',
    'init --dry-run',
    'uninstall',
    'token list',
    'token inspect nobody',
    'token header --agent codex',
    'no such command',
    'sync --no-such-flag',
    'welcome',
  ])('describes `nerve %s --json`', async (args) => {
    const { stdout, code } = await nerve(makeHome({ '.codex': null }), `${args} --json`);
    const envelope = JSON.parse(stdout);
    expect(violations(ENVELOPE_SCHEMA, envelope)).toEqual([]);
    expect(envelope.ok).toBe(code === 0);
  });

  it('refuses what is no envelope', () => {
    const good = { ok: true, command: 'x', version: '1', data: null, warnings: [] };
    expect(violations(ENVELOPE_SCHEMA, good)).toEqual([]);
    for (const bad of [
      { ...good, extra: 1 },
      { ...good, ok: 1 },
      { ...good, warnings: [1] },
      { ...good, error: {} },
      [],
    ]) {
      expect(violations(ENVELOPE_SCHEMA, bad)).not.toEqual([]);
    }
  });
});
