/** The layers of `src`: who may import whom, no cycles, no reaching into packages, a first sentence in every file. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { arrowProblem, cycleIn, type Import, importsOf, packageProblem } from './import-rules.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const files = globSync('**/*.ts', { cwd: join(root, 'src') })
  .map((file) => file.replaceAll('\\', '/'))
  .sort();
const sources = new Map(files.map((file) => [file, readFileSync(join(root, 'src', file), 'utf8')]));
const imports = new Map([...sources].map(([file, source]) => [file, importsOf(source)]));

function inside(file: string, kinds: readonly Import['kind'][]): string[] {
  return (imports.get(file) ?? [])
    .filter(({ specifier, kind }) => specifier.startsWith('.') && kinds.includes(kind))
    .map(({ specifier }) => posix.join(posix.dirname(file), specifier));
}

/** The packages that package.json names, with what each lets others import. */
function packages(): Map<string, Set<string>> {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return new Map(
    Object.keys({ ...dependencies, ...devDependencies }).map((name) => {
      const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
      const { exports } = JSON.parse(text);
      const isMap = typeof exports === 'object' && exports !== null;
      return [name, new Set(isMap ? Object.keys(exports).filter((key) => key.startsWith('.')) : [])];
    }),
  );
}

describe('src', () => {
  test('is read', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(inside('cli.ts', ['static', 'type', 'dynamic'])).toContain('oclif.ts');
  });

  test('has no arrow that the layers forbid', () => {
    const problems = files.flatMap((file) =>
      inside(file, ['static', 'type', 'dynamic']).flatMap((to) => arrowProblem(file, to) ?? []),
    );
    expect(problems).toEqual([]);
  });

  test('imports only files that exist', () => {
    const missing = files.flatMap((file) =>
      inside(file, ['static', 'type', 'dynamic'])
        .filter((to) => !sources.has(to))
        .map((to) => `${file} → ${to}`),
    );
    expect(missing).toEqual([]);
  });

  test('has no cycles, types aside', () => {
    const graph = new Map(files.map((file) => [file, inside(file, ['static', 'dynamic'])]));
    expect(cycleIn(graph)).toBeUndefined();
  });

  test('uses packages by their front doors', () => {
    const known = packages();
    const problems = files.flatMap((file) =>
      (imports.get(file) ?? [])
        .filter(({ specifier }) => !specifier.startsWith('.'))
        .flatMap(({ specifier }) => packageProblem(file, specifier, known) ?? []),
    );
    expect(problems).toEqual([]);
  });

  test('says in the first line of every file what it is for', () => {
    const silent = files.filter(
      (file) => !file.startsWith('commands/') && !/^\/\*\*[ \n]/.test(sources.get(file) ?? ''),
    );
    expect(silent).toEqual([]);
  });
});

describe('the checker', () => {
  test.each([
    ['lib/base/kernel/errors.ts', 'lib/base/system/system.ts', 'system comes after kernel'],
    ['lib/base/config/config.ts', 'lib/base/auth/tokens.ts', 'auth comes after config'],
    ['lib/base/auth/tokens.ts', 'lib/agents/sync/sync.ts', 'agents is above base'],
    ['lib/agents/registry/registry.ts', 'lib/agents/sync/sync.ts', 'sync comes after registry'],
    ['lib/agents/sync/sync.ts', 'lib/setup/init.ts', 'setup is above agents'],
    ['lib/agents/sync/sync.ts', 'lib/knowledge/tasks/store.ts', 'never import each other'],
    ['lib/edge/proxy/outbox.ts', 'lib/hub/server/serve.ts', 'never import each other'],
    ['lib/hub/server/serve.ts', 'lib/setup/init.ts', 'setup is above hub'],
    ['lib/setup/init.ts', 'ui/table.ts', 'knows nothing above itself'],
    ['lib/setup/init.ts', 'base-command.ts', 'knows nothing above itself'],
    ['ui/table.ts', 'base-command.ts', 'ui uses only lib'],
    ['ui/table.ts', 'commands/init.ts', 'nobody imports commands'],
    ['base-command.ts', 'commands/init.ts', 'nobody imports commands'],
    ['commands/init.ts', 'cli.ts', 'commands use'],
    ['base-command.ts', 'oclif.ts', 'may not use it'],
    ['cli.ts', 'lib/setup/init.ts', 'may not use it'],
    ['new.ts', 'lib/setup/init.ts', 'no place in the layers'],
    ['lib/new/file.ts', 'lib/base/kernel/errors.ts', 'no place in the layers'],
    ['lib/edge/bridge/hub.ts', 'lib/knowledge/sessions/identify.ts', 'edge does without knowledge'],
    ['lib/base/new/file.ts', 'lib/base/kernel/errors.ts', 'has a place in its order'],
  ])('forbids %s → %s', (from, to, why) => {
    expect(arrowProblem(from, to)).toContain(why);
  });

  test.each([
    ['commands/init.ts', 'base-command.ts'],
    ['commands/init.ts', 'lib/setup/init.ts'],
    ['base-command.ts', 'ui/style.ts'],
    ['ui/report.ts', 'lib/agents/sync/sync.ts'],
    ['lib/base/auth/tokens.ts', 'lib/base/auth/keys.ts'],
    ['lib/base/auth/tokens.ts', 'lib/base/kernel/errors.ts'],
    ['lib/hub/server/serve.ts', 'lib/knowledge/tasks/store.ts'],
    ['lib/setup/init.ts', 'lib/edge/proxy/outbox.ts'],
  ])('allows %s → %s', (from, to) => {
    expect(arrowProblem(from, to)).toBeUndefined();
  });

  test('finds imports of every kind', () => {
    const source = [
      "/** import 'commented'; */",
      "import { a } from './a.ts';",
      "import type { B } from './b.ts';",
      'import {\n  type C,\n  d,\n} from "./c.ts";',
      "import * as e from './e.ts';",
      "import './f.ts';",
      "export { g } from './g.ts';",
      "export type { H } from './h.ts';",
      "const i = await import('./i.ts');",
      "type J = import('./j.ts').J;",
      "// import './not.ts';",
    ].join('\n');
    expect(importsOf(source)).toEqual([
      { specifier: './a.ts', kind: 'static' },
      { specifier: './b.ts', kind: 'type' },
      { specifier: './c.ts', kind: 'static' },
      { specifier: './e.ts', kind: 'static' },
      { specifier: './f.ts', kind: 'static' },
      { specifier: './g.ts', kind: 'static' },
      { specifier: './h.ts', kind: 'type' },
      { specifier: './i.ts', kind: 'dynamic' },
      { specifier: './j.ts', kind: 'dynamic' },
    ]);
  });

  test('finds cycles', () => {
    const straight: [string, string[]][] = [
      ['a', ['b', 'c']],
      ['b', ['c']],
      ['c', []],
    ];
    expect(cycleIn(new Map(straight))).toBeUndefined();
    expect(cycleIn(new Map([...straight, ['c', ['a']]]))).toEqual(['a', 'b', 'c', 'a']);
    expect(cycleIn(new Map([['a', ['a']]]))).toEqual(['a', 'a']);
  });

  test('forbids to reach into packages, and undeclared ones', () => {
    const known = new Map([
      ['yaml', new Set(['.', './util'])],
      ['jose', new Set(['.', './jwt/*'])],
      ['loose', new Set(['.', './*'])],
      ['@oclif/core', new Set(['./command'])],
    ]);
    expect(packageProblem('x.ts', 'yaml', known)).toBeUndefined();
    expect(packageProblem('x.ts', 'yaml/util', known)).toBeUndefined();
    expect(packageProblem('x.ts', '@oclif/core/command', known)).toBeUndefined();
    expect(packageProblem('x.ts', 'jose/jwt/sign', known)).toBeUndefined();
    expect(packageProblem('x.ts', 'jose/dist/sign', known)).toContain('reaches into');
    expect(packageProblem('x.ts', 'loose/dist/x', known)).toContain('reaches into');
    expect(packageProblem('x.ts', 'node:fs', known)).toBeUndefined();
    expect(packageProblem('x.ts', 'fs', known)).toContain('does not name');
    expect(packageProblem('x.ts', 'yaml/dist/index.js', known)).toContain('reaches into');
    expect(packageProblem('x.ts', '@oclif/core/lib/command', known)).toContain('reaches into');
    expect(packageProblem('x.ts', 'left-pad', known)).toContain('does not name');
  });
});
