/** Which file of `src` may import which (docs/architecture.md), as data, and a checker that knows no files. */

export interface Import {
  readonly specifier: string;
  readonly kind: 'static' | 'type' | 'dynamic';
}

/** Every import, re-export, `import()` and `import()` type of a TypeScript source. */
export function importsOf(source: string): Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  for (const [, type, specifier = ''] of code.matchAll(
    /^(?:import|export)\s+(type\s+)?(?:[\w$*{][^'"`;]*?\sfrom\s+)?['"]([^'"\n]+)['"]/gm,
  )) {
    found.push({ specifier, kind: type ? 'type' : 'static' });
  }
  for (const [, specifier = ''] of code.matchAll(/\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g)) {
    found.push({ specifier, kind: 'dynamic' });
  }
  return found;
}

/** The folders of `src/lib`; those on one line never import each other. */
const LIB = [['base'], ['protocols'], ['agents', 'knowledge'], ['hub', 'edge'], ['setup']];

/** Inside some folders the order of the subfolders is fixed too. */
const INSIDE: Readonly<Record<string, readonly string[]>> = {
  base: ['kernel', 'system', 'formats', 'config', 'workspace', 'store', 'auth'],
  protocols: ['patch', 'exec', 'mcp'],
  agents: ['registry', 'bundles', 'changes', 'sync'],
};

/** Folders that may use less of what is below them. */
const NARROW: Readonly<Record<string, readonly string[]>> = {
  edge: ['base', 'protocols'],
};

/** The files directly in `src`, and what else of `src` they may import. */
const TOP: Readonly<Record<string, RegExp>> = {
  'command-line.ts': /^lib\/base\/kernel\//,
  'oclif.ts': /^$/,
  'help.ts': /^$/,
  'base-command.ts': /^(ui|lib)\//,
  'agent-command.ts': /^(base-command\.ts|ui\/|lib\/)/,
  'service-command.ts': /^(base-command\.ts|ui\/|lib\/)/,
  'cli.ts': /^(command-line\.ts|oclif\.ts|help\.ts|ui\/|lib\/base\/kernel\/)/,
};

/**
 * What is wrong with the arrow from one file to another, as a sentence, or undefined.
 * @param from path below `src`, such as `commands/init.ts`
 * @param to path below `src`
 */
export function arrowProblem(from: string, to: string): string | undefined {
  const forbidden = (why: string): string => `${from} imports ${to}: ${why}`;
  const [area = '', folder = '', subfolder = ''] = from.split('/');
  const [toArea = '', toFolder = '', toSubfolder = ''] = to.split('/');
  if (toArea === 'commands' && area !== 'commands') return forbidden('nobody imports commands');
  if (!from.includes('/')) {
    const allowed = TOP[from];
    if (!allowed) return forbidden(`${from} has no place in the layers yet`);
    return allowed.test(to) ? undefined : forbidden(`${from} may not use it`);
  }
  if (area === 'commands') {
    const isAllowed = /^(base|agent|service)-command\.ts$/.test(to) || toArea === 'ui' || toArea === 'lib';
    return isAllowed ? undefined : forbidden('commands use a base command, ui and lib');
  }
  if (area === 'ui') return toArea === 'ui' || toArea === 'lib' ? undefined : forbidden('ui uses only lib');
  if (area !== 'lib') return forbidden(`src/${area} has no place in the layers yet`);
  if (toArea !== 'lib') return forbidden('the library knows nothing above itself');
  const line = lineOf(folder);
  const toLine = lineOf(toFolder);
  if (line < 0 || toLine < 0)
    return forbidden(`src/lib/${line < 0 ? folder : toFolder} has no place in the layers yet`);
  if (folder !== toFolder) {
    if (line === toLine) return forbidden(`${folder} and ${toFolder} never import each other`);
    if (NARROW[folder]?.includes(toFolder) === false) return forbidden(`${folder} does without ${toFolder}`);
    return toLine < line ? undefined : forbidden(`${toFolder} is above ${folder}`);
  }
  const order = INSIDE[folder];
  if (!order) return undefined;
  const at = order.indexOf(subfolder);
  const toAt = order.indexOf(toSubfolder);
  if (at < 0 || toAt < 0) return forbidden(`not every subfolder of ${folder} has a place in its order`);
  return toAt <= at ? undefined : forbidden(`${toSubfolder} comes after ${subfolder}`);
}

function lineOf(folder: string): number {
  return LIB.findIndex((line) => line.includes(folder));
}

/**
 * What is wrong with the import of a package or of one of Node's own modules, as a sentence, or undefined.
 * @param packages the declared packages, with the subpaths that each one exports
 */
export function packageProblem(
  from: string,
  specifier: string,
  packages: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  if (specifier.startsWith('node:')) return undefined;
  const parts = specifier.split('/');
  const size = specifier.startsWith('@') ? 2 : 1;
  const name = parts.slice(0, size).join('/');
  const subpath = ['.', ...parts.slice(size)].join('/');
  const exported = packages.get(name);
  if (!exported) return `${from} imports ${specifier}, which package.json does not name`;
  const isExported = [...exported].some((key) => key === subpath || isBelow(subpath, key));
  return subpath === '.' || isExported ? undefined : `${from} reaches into ${name}: ${specifier}`;
}

/** `./jwt/*` lets in what is below `./jwt`; `./*` would let in everything, which is no front door. */
function isBelow(subpath: string, key: string): boolean {
  return key.endsWith('/*') && key !== './*' && subpath.startsWith(key.slice(0, -1));
}

/** The first cycle among files, as the files in order, or undefined. */
export function cycleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}
