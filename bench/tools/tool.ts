/** How one tool that writes agents' files is prepared, run and undone: the same questions to each, answered in its own way. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from '../lib/runner.ts';
import type { Weight } from '../lib/weigh.ts';

/** The user's files that a tool may meet, by role; each tool has them in the place that it writes. */
export type Role = 'codex config' | 'claude servers' | 'claude settings' | 'codex memory' | 'claude memory';

export type Places = Readonly<Record<Role, string>>;

export interface Sandbox {
  /** HOME. Everything that a tool may write lies below. */
  readonly home: string;
  /** A project in it, for tools that know projects only. */
  readonly project: string;
}

export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly scope: 'user' | 'project';
  readonly weight: Weight | undefined;
  /** Where the agents' files are, relative to HOME. */
  readonly places: Places;
  /** Prefixes of the tool's own files, relative to HOME: not the user's, not an agent's. */
  readonly own: readonly string[];
  /** Writes the sample (two rule files, two servers) in the form that the tool reads. */
  prepare(sandbox: Sandbox): void;
  /** Brings the agents' files to what the sample says. */
  apply(sandbox: Sandbox): readonly Command[];
  /** Takes the tool's part out again; undefined where the tool has no such command. */
  readonly undo: ((sandbox: Sandbox) => readonly Command[]) | undefined;
  /** Shows all commands of the tool; undefined for what is not a tool of its own. */
  readonly help: ((sandbox: Sandbox) => Command) | undefined;
}

/** User scope: what the agents themselves read in HOME. */
export const USER_PLACES: Places = {
  'codex config': '.codex/config.toml',
  'claude servers': '.claude.json',
  'claude settings': '.claude/settings.json',
  'codex memory': '.codex/AGENTS.md',
  'claude memory': '.claude/CLAUDE.md',
};

/** The same roles in `project`. */
export const PROJECT_PLACES: Places = {
  'codex config': 'project/.codex/config.toml',
  'claude servers': 'project/.mcp.json',
  'claude settings': 'project/.claude/settings.json',
  'codex memory': 'project/AGENTS.md',
  'claude memory': 'project/CLAUDE.md',
};

/** A home with a project, where the folders of both agents exist. */
export function makeSandbox(home: string): Sandbox {
  const project = join(home, 'project');
  for (const base of [home, project]) {
    for (const folder of ['.codex', '.claude']) mkdirSync(join(base, folder), { recursive: true });
  }
  return { home, project };
}

/** Writes a file with its folders; never readable by others. */
export function put(file: string, text: string | Uint8Array, mode = 0o600): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { mode });
}
