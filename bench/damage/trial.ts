/** One tool let loose on one home: the home is made, the tool runs, and what it did is noted. */
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../lib/runner.ts';
import type { Bench } from '../lib/suite.ts';
import { differences, readTree, type Tree } from '../lib/tree.ts';
import { makeSandbox, put, type Role, type Sandbox, type Tool } from '../tools/tool.ts';

/** The user's files at the start. */
export type UserFiles = Partial<Readonly<Record<Role, string>>>;

export interface Trial {
  readonly sandbox: Sandbox;
  /** The home before the tool ran. */
  readonly before: Tree;
  /** Runs the commands until one fails; whether all ended with 0. */
  run(commands: readonly Command[]): Promise<boolean>;
  /** The text of a file now; null when it is gone. */
  text(role: Role): string | null;
  /** Files that differ from before in bytes or mode, the tool's own left out. */
  changed(): readonly string[];
}

export function startTrial(bench: Bench, tool: Tool, files: UserFiles, mode = 0o600): Trial {
  const sandbox = makeSandbox(bench.folder('home'));
  for (const [role, text] of Object.entries(files)) {
    const file = join(sandbox.home, tool.places[role as Role]);
    put(file, text);
    chmodSync(file, mode);
  }
  tool.prepare(sandbox);
  const before = readTree(sandbox.home);
  return {
    sandbox,
    before,
    async run(commands) {
      for (const command of commands) if ((await bench.runner.run(command)).code !== 0) return false;
      return true;
    },
    text(role) {
      try {
        return readFileSync(join(sandbox.home, tool.places[role]), 'utf8');
      } catch {
        return null;
      }
    },
    changed() {
      const now = readTree(sandbox.home);
      const modes = [...now]
        .filter(([path, { mode: bits }]) => bits !== before.get(path)?.mode)
        .map(([path]) => path);
      const paths = new Set([...differences(before, now, 'hash'), ...modes]);
      return [...paths].filter((path) => !tool.own.some((own) => path === own || path.startsWith(`${own}/`)));
    },
  };
}

/** The seeds of an agent: name to text. Those that are blank or hold no object are for other tests. */
export function readSeeds(
  bench: Bench,
  folder: string,
  extensions: readonly string[],
): ReadonlyMap<string, string> {
  const path = join(bench.root, 'test', 'fixtures', 'agents', folder);
  const names = readdirSync(path).filter((name) => extensions.some((extension) => name.endsWith(extension)));
  return new Map(names.sort().map((name) => [name, readFileSync(join(path, name), 'utf8')]));
}
