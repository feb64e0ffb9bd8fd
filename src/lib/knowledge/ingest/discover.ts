/** Finds the transcripts of an agent: one file for each, whatever else lies beside it. */
import { join } from 'node:path';
import type { Stat, System } from '../../base/system/system.ts';
import type { Recognised, Source } from './sources.ts';

export interface Found extends Recognised {
  /** Absolute. */
  readonly path: string;
  /** Below the agent's home, with slashes. */
  readonly below: string;
  readonly stat: Stat;
}

export interface Discovery {
  /** In the order of their paths. */
  readonly files: readonly Found[];
  /** Folders that could not be read, as sentences. */
  readonly problems: readonly string[];
}

const DEEPEST = 8;

/**
 * Walks the agent's folders, links followed, each folder once. Where a transcript lies there more than once, the plain
 * file counts before the compressed one and the active one before the archived one.
 */
export function discover(system: Pick<System, 'list' | 'stat'>, home: string, source: Source): Discovery {
  const found = new Map<string, Found>();
  const problems: string[] = [];
  const linked = new Set<string>();
  const visit = (below: string, depth: number): void => {
    for (const { name, kind } of listed(system, join(home, below), problems)) {
      const path = `${below}/${name}`;
      const isFile = kind === 'file' && isTranscript(name);
      if (!isFile && kind !== 'directory' && kind !== 'link') continue;
      if (kind === 'directory') {
        if (depth < DEEPEST) visit(path, depth + 1);
        continue;
      }
      const stat = looked(system, join(home, path), problems);
      if (kind === 'link' && stat?.kind === 'directory') {
        if (linked.has(stat.identity) || depth >= DEEPEST) continue;
        linked.add(stat.identity);
        visit(path, depth + 1);
      } else if (stat?.kind === 'file') add(path, stat);
    }
  };
  const add = (below: string, stat: Stat): void => {
    const recognised = source.recognise(below);
    if (!recognised) return;
    const file: Found = { ...recognised, path: join(home, below), below, stat };
    const rival = found.get(file.key);
    if (!rival || rank(file) < rank(rival)) found.set(file.key, file);
  };
  for (const folder of source.folders) visit(folder, 0);
  const files = [...found.values()].sort((a, b) => (a.below < b.below ? -1 : 1));
  return { files, problems };
}

function rank({ compressed, archived }: Found): number {
  return Number(compressed) * 2 + Number(archived);
}

function isTranscript(name: string): boolean {
  return name.endsWith('.jsonl') || name.endsWith('.jsonl.zst');
}

function listed(system: Pick<System, 'list'>, folder: string, problems: string[]) {
  try {
    return system.list(folder);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
    return [];
  }
}

function looked(system: Pick<System, 'stat'>, path: string, problems: string[]): Stat | undefined {
  try {
    return system.stat(path);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
