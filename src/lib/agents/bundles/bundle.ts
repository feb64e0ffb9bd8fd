/** What goes into a bundle and what comes out. */
import type { WorkspaceFile } from '../../base/workspace/files.ts';
import type { BundleStyle } from '../registry/agent-record.ts';

export interface BundleRecipe {
  readonly style: BundleStyle;
  /** The agent's name, as in the registry. */
  readonly agent: string;
  /** The agent's name for people. */
  readonly agentTitle: string;
  /** Which files, in the order of the sections. */
  readonly include: readonly WorkspaceFile[];
  readonly budget: { readonly bytes: number };
  /** Others read the file too (a repository's AGENTS.md): no local parts, no path of this machine. */
  readonly shared: boolean;
  /** The workspace as shown to people, such as `~/nerve-workspace`; for a shared file below the folder that is shared. */
  readonly workspacePath: string;
  /** How the model calls the first tool; empty for an agent without nerve's tools. */
  readonly sessionContextCall: string;
}

export type SecretPolicy = 'mask' | 'refuse';

export interface Notice {
  readonly level: 'info' | 'warning';
  readonly code: 'secret-masked' | 'trimmed' | 'nearly-full' | 'over-budget' | 'control-characters' | 'empty';
  /** One sentence; never a secret. */
  readonly message: string;
  /** Name of the workspace file, `USER.md`. */
  readonly file?: string;
}

export interface Bundle {
  /** The Markdown text, without nerve's markers; ends with one newline. */
  readonly text: string;
  readonly notices: readonly Notice[];
  /** Every file that had a say, also if it turned out blank; hashes of the bytes on disk. */
  readonly inputs: readonly { readonly file: string; readonly hash: string }[];
  /** Files that were cut; counts are lines that are not blank. */
  readonly trimmed: readonly { readonly file: string; readonly kept: number; readonly dropped: number }[];
  readonly maskedSecrets: readonly MaskedSecret[];
  /** UTF-8 size of `text`. */
  readonly bytes: number;
  /** Estimated tokens of `text`. */
  readonly tokens: number;
}

export interface MaskedSecret {
  readonly file: string;
  /** The line of the file on disk, from 1. */
  readonly line: number;
  readonly kind: string;
}

/** Bytes that a bundle may have if nobody says otherwise. A shared project file counts against the agent's own limit. */
export function defaultBudget(style: BundleStyle, shared: boolean): number {
  if (shared || style === 'plain') return 32 * 1024;
  return style === 'codex' ? 64 * 1024 : 40 * 1024;
}
