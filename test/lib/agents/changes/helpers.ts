/** What the tests of change sets share: targets, situations, and a small installation on a real disk. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type SessionContext, withChanges } from '../../../../src/lib/agents/changes/change-session.ts';
import type { ChangeSet } from '../../../../src/lib/agents/changes/change-set.ts';
import type { Evaluation, Situation } from '../../../../src/lib/agents/changes/evaluation.ts';
import type { FileContext } from '../../../../src/lib/agents/changes/file-request.ts';
import type { TargetRecord } from '../../../../src/lib/agents/changes/ledger.ts';
import type {
  BlockTarget,
  FileTarget,
  KeyTarget,
  MemberTarget,
  Target,
} from '../../../../src/lib/agents/changes/target.ts';
import { resolvePaths } from '../../../../src/lib/base/config/paths.ts';
import type { ConflictPolicy } from '../../../../src/lib/base/config/settings.ts';
import { jsonc } from '../../../../src/lib/base/formats/jsonc/index.ts';
import { toml } from '../../../../src/lib/base/formats/toml/index.ts';
import type { Json } from '../../../../src/lib/base/kernel/json.ts';
import { createAllowlist } from '../../../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../../../src/lib/base/system/real-system.ts';
import type { System } from '../../../../src/lib/base/system/system.ts';
import { tempDir } from '../../../support/temp.ts';

export { jsonc, toml };
export const formats = { toml, jsonc };

export const AT = '2026-01-01T00:00:00.000Z';

const base = { owner: 'codex', file: '/home/config', label: 'part' };

export function keyTarget(path: readonly string[], value: Json, extra: Partial<KeyTarget> = {}): KeyTarget {
  return { kind: 'key', id: `codex:${path.join('.')}`, ...base, format: 'jsonc', path, value, ...extra };
}

export function memberTarget(
  path: readonly string[],
  member: string,
  extra: Partial<MemberTarget> = {},
): MemberTarget {
  return { kind: 'member', id: `codex:${member}`, ...base, format: 'jsonc', path, member, ...extra };
}

export function blockTarget(text: string, extra: Partial<BlockTarget> = {}): BlockTarget {
  return { kind: 'block', id: 'codex:block', ...base, text, ...extra };
}

export function fileTarget(text: string, extra: Partial<FileTarget> = {}): FileTarget {
  return { kind: 'file', id: 'codex:file', ...base, text, ...extra };
}

export function situation(text: string | null, extra: Partial<Situation> = {}): Situation {
  return {
    text,
    record: undefined,
    neighbours: [],
    policy: 'ask',
    at: AT,
    adopt: false,
    blob: () => undefined,
    ...extra,
  };
}

/** The record that an evaluation leaves; fails if it leaves none. */
export function recordOf(evaluation: Evaluation): TargetRecord {
  if (!evaluation.record) throw new Error(`no record after ${evaluation.state}`);
  return evaluation.record;
}

/** A context for `planFile` that remembers texts like the backups do. */
export function fileContext(
  blobs: ReadonlyMap<string, Buffer>,
  extra: Partial<FileContext> = {},
): FileContext {
  return {
    formats,
    policyFor: () => 'ask',
    at: AT,
    adopt: () => false,
    blob: (hash) => blobs.get(hash)?.toString('utf8'),
    backups: () => [...blobs.values()].map((bytes) => bytes.toString('utf8')),
    ...extra,
  };
}

export interface Installation extends SessionContext {
  readonly home: string;
  /** An absolute path in the home. */
  at(name: string): string;
}

/** nerve's folder and an agent's folder (`agent/`) in a fresh home. `wrap` stands between nerve and the disk. */
export function installation(wrap: (system: System) => System = (system) => system): Installation {
  const home = tempDir();
  const paths = resolvePaths({ HOME: home });
  mkdirSync(join(home, 'agent'));
  const allowlist = createAllowlist({
    roots: [paths.nerveHome, join(home, 'agent')],
    files: [join(home, 'single.json')],
    home,
  });
  const system = wrap(createRealSystem({ allowlist }));
  return { home, system, paths, clock: { now: () => new Date(AT) }, at: (name) => join(home, name) };
}

export interface Change {
  readonly isRemoved?: (record: TargetRecord) => boolean;
  readonly policy?: ConflictPolicy;
  readonly leaving?: boolean;
  readonly known?: readonly string[];
  readonly sources?: () => readonly string[];
}

/** One locked round: plan and apply. */
export function change(
  place: Installation,
  wanted: readonly Target[],
  options: Change = {},
): Promise<ChangeSet> {
  return withChanges(place, 'test', async (session) => {
    const { apply } = await session.plan({ wanted, policy: 'ask', ...options });
    return apply();
  });
}

export const everything: Change = { isRemoved: () => true, leaving: true };

/** Makes the folder of a path. */
export function folderOf(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
