import { describe, expect, it } from 'vitest';
import { createConfig, loadConfig } from '../../../../src/lib/base/config/config.ts';
import { resolvePaths } from '../../../../src/lib/base/config/paths.ts';
import type { UserError } from '../../../../src/lib/base/kernel/errors.ts';
import type { JsonObject } from '../../../../src/lib/base/kernel/json.ts';
import type { System } from '../../../../src/lib/base/system/system.ts';

const HOME = '/home/ann';
const FILE = '/home/ann/.nerve/config.yaml';

function make(data: JsonObject, env: Record<string, string> = {}) {
  return createConfig(data, { exists: true, file: FILE, env, home: HOME });
}

describe('the strongest source wins', () => {
  it.each([
    [{}, {}, '/home/ann/nerve-workspace', 'default'],
    [{ workspace: '~/w' }, {}, '/home/ann/w', 'config'],
    [{ workspace: null }, {}, '/home/ann/nerve-workspace', 'default'],
    [{ workspace: '~/w' }, { NERVE_WORKSPACE: '/e' }, '/e', 'env'],
    [{ workspace: '~/w' }, { NERVE_WORKSPACE: '' }, '/home/ann/w', 'config'],
  ])('%j and %j', (data, env, value, origin) => {
    expect(make(data, env).get('workspace')).toEqual({ value, origin });
  });

  it('does not look at a bad value that a stronger source hides', () => {
    expect(make({ hub: { url: 'nonsense' } }, { NERVE_HUB_URL: 'http://h' }).text('hub.url')).toBe(
      'http://h',
    );
  });
});

it('names variable or key of a bad value', () => {
  expect(() => make({}, { NERVE_HUB_URL: 'x' })).toThrow(/environment variable NERVE_HUB_URL is "x"/);
  expect(() => make({ external_agents: { enabled: 'no' } })).toThrow(
    `external_agents.enabled in ${FILE} is "no", expected true or false`,
  );
});

it('warns of an address to which tokens would go in clear', () => {
  const warnings = (url: string) => make({ hub: { url } }).warnings;
  expect(warnings('http://192.0.2.2:8900')).toEqual([
    expect.stringContaining('hub.url http://192.0.2.2:8900 is plain http'),
  ]);
  for (const url of ['http://localhost:1', 'https://192.0.2.2']) expect(warnings(url)).toEqual([]);
});

describe('with onProblem a bad file is read as far as it goes', () => {
  const paths = resolvePaths({ HOME });
  const load = async (text: string) => {
    const problems: string[] = [];
    const system = { read: () => ({ bytes: Buffer.from(text) }) } as unknown as System;
    const onProblem = (problem: UserError): void => {
      problems.push(problem.code);
    };
    return { config: await loadConfig(system, paths, {}, { onProblem }), problems };
  };

  it('takes the default for a bad value and keeps the good ones', async () => {
    const { config, problems } = await load(
      'workspace: /w\nexternal_agents:\n  enabled: maybe\n  targets: 3\n',
    );
    expect(problems).toEqual(['invalid-config', 'invalid-config']);
    expect(config.get('external_agents.enabled')).toEqual({ value: true, origin: 'default' });
    expect(config.text('workspace')).toBe('/w');
    expect(config.agents).toEqual([]);
  });

  it('takes all defaults for what is not YAML', async () => {
    const { config, problems } = await load('a: [');
    expect(problems).toEqual(['invalid-config']);
    expect(config).toMatchObject({ exists: true, agents: [] });
  });

  it('still throws other errors', async () => {
    const system = {
      read: () => {
        throw new Error('disk');
      },
    } as unknown as System;
    await expect(loadConfig(system, paths, {}, { onProblem: () => {} })).rejects.toThrow('disk');
  });
});
