/** A system that reads for real and writes into memory, with the checks of the real one. */
import { basename, dirname } from 'node:path';
import { RefusedError } from '../kernel/errors.ts';
import { sha256 } from '../kernel/hash.ts';
import { type Deed, notADirectory, notAFile } from './failures.ts';
import type { RealSystem } from './real-system.ts';
import {
  ChangedUnderneath,
  type Entry,
  type FileSnapshot,
  type OpenFile,
  type Stat,
  type System,
} from './system.ts';

export interface DryRunOptions {
  /** Whether programs are started (version probes change nothing). Default true; otherwise each run fails. */
  readonly run?: boolean;
  /** Time of overlaid files. */
  readonly now?: () => number;
}

type Node =
  | { readonly kind: 'absent' }
  | { readonly kind: 'directory'; readonly mode: number; readonly mtimeMs: number }
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly mode: number; readonly mtimeMs: number };

const ABSENT: Node = { kind: 'absent' };

/** Wraps a real system: reads see what was "written" before; nothing on the disk changes, no lock is taken. */
export function createDryRunSystem(inner: RealSystem, options: DryRunOptions = {}): System {
  const { run = true, now = Date.now } = options;
  /** By canonical path. The overlay makes no links, so the real disk resolves paths for both. */
  const overlay = new Map<string, Node>();

  const statReal = (realPath: string): Stat | undefined => {
    const node = overlay.get(realPath);
    if (node === undefined) return inner.stat(realPath);
    if (node.kind === 'absent') return undefined;
    const size = node.kind === 'file' ? node.bytes.length : 0;
    const uid = process.getuid?.() ?? 0;
    return {
      kind: node.kind,
      size,
      mode: node.mode,
      uid,
      mtimeMs: node.mtimeMs,
      identity: `dry-run:${realPath}`,
    };
  };
  const open = (path: string): OpenFile | undefined => {
    const realPath = inner.resolve(path);
    if (!overlay.has(realPath)) return inner.open(path);
    const found = read(path);
    const facts = statReal(realPath);
    if (found === undefined || facts === undefined) return undefined;
    return {
      stat: () => facts,
      read: (buffer, position) => found.bytes.copy(buffer, 0, Math.min(position, found.bytes.length)),
      close: () => undefined,
    };
  };
  const read = (path: string): FileSnapshot | undefined => {
    const realPath = inner.resolve(path);
    const node = overlay.get(realPath);
    if (node === undefined) return inner.read(path);
    if (node.kind === 'absent') return undefined;
    if (node.kind === 'directory') throw notAFile(path, 'a directory');
    return { path, realPath, bytes: node.bytes, mode: node.mode, hash: sha256(node.bytes) };
  };
  const list = (directory: string): readonly Entry[] => {
    const realPath = inner.resolve(directory);
    const node = overlay.get(realPath);
    if (node?.kind === 'file') throw notADirectory(directory);
    const entries = new Map<string, Entry>();
    if (node === undefined) for (const entry of inner.list(realPath)) entries.set(entry.name, entry);
    for (const [path, child] of overlay) {
      if (dirname(path) !== realPath || path === realPath) continue;
      if (child.kind === 'absent') entries.delete(basename(path));
      else entries.set(basename(path), { name: basename(path), kind: child.kind });
    }
    return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  const makeReal = (realPath: string, mode: number): readonly string[] => {
    const missing: string[] = [];
    let here = realPath;
    for (; statReal(here) === undefined; here = dirname(here)) missing.unshift(here);
    if (statReal(here)?.kind !== 'directory') throw notADirectory(here);
    for (const path of missing) overlay.set(path, { kind: 'directory', mode, mtimeMs: now() });
    return missing;
  };
  /** The real check, then what only the overlay knows. */
  const assertTarget = (path: string, deed: Deed): string => {
    const realPath = inner.assertTarget(path, deed);
    if (overlay.get(realPath)?.kind === 'directory') throw notAFile(path, 'a directory');
    for (let here = dirname(realPath); here !== dirname(here); here = dirname(here)) {
      if (overlay.get(here)?.kind === 'file') throw notADirectory(here);
    }
    return realPath;
  };
  const expected = (path: string, expect: string | null | undefined): FileSnapshot | undefined => {
    const found = read(path);
    if (expect !== undefined && (found?.hash ?? null) !== expect) throw new ChangedUnderneath(path);
    return found;
  };

  return {
    read,
    open,
    stat: (path) => statReal(inner.resolve(path)),
    list,
    resolve: inner.resolve,
    assertWritable: (path) => assertTarget(path, 'write'),
    write(path, bytes, { expect, mode, directoryMode = 0o700 } = {}) {
      const realPath = assertTarget(path, 'write');
      const found = expected(path, expect);
      const createdDirectories = makeReal(dirname(realPath), directoryMode);
      const copy = Buffer.from(bytes);
      overlay.set(realPath, {
        kind: 'file',
        bytes: copy,
        mode: mode ?? found?.mode ?? 0o600,
        mtimeMs: now(),
      });
      return { realPath, hash: sha256(copy), createdDirectories };
    },
    chmod(path, mode) {
      const realPath = assertTarget(path, 'chmod');
      const found = read(path);
      if (found === undefined) throw new RefusedError(`${path} does not exist.`, { code: 'absent' });
      const mtimeMs = statReal(realPath)?.mtimeMs ?? now();
      overlay.set(realPath, { kind: 'file', bytes: found.bytes, mode: mode & 0o777, mtimeMs });
    },
    remove(path, { expect } = {}) {
      const realPath = assertTarget(path, 'remove');
      if (statReal(realPath) === undefined) return;
      expected(path, expect);
      overlay.set(realPath, ABSENT);
    },
    makeDirectory: (path, mode = 0o700) => makeReal(inner.assertDirectory(path, 'write'), mode),
    removeDirectory(path) {
      const realPath = inner.assertDirectory(path, 'remove');
      const stats = statReal(realPath);
      if (stats === undefined) return true;
      if (stats.kind !== 'directory') throw notADirectory(path);
      if (list(realPath).length > 0) return false;
      overlay.set(realPath, ABSENT);
      return true;
    },
    withLock: async (file, work) => {
      assertTarget(file, 'write');
      return work();
    },
    lockHolder: inner.lockHolder,
    which: inner.which,
    run: async (file, args, runOptions) =>
      run ? inner.run(file, args, runOptions) : { code: undefined, stdout: '', stderr: '' },
    // What would go on by itself is no part of a rehearsal.
    start: (_file, _args, { log }) => void assertTarget(log, 'write'),
  };
}
