/** Workspaces and recipes for tests, made in memory. */
import type { BundleRecipe } from '../../../../src/lib/agents/bundles/bundle.ts';
import { sha256 } from '../../../../src/lib/base/kernel/hash.ts';
import {
  WORKSPACE_FILES,
  type Workspace,
  type WorkspacePart,
  workspaceNames,
} from '../../../../src/lib/base/workspace/files.ts';

type Extra = Partial<Pick<WorkspacePart, 'agents' | 'budgetPriority' | 'firstLine'>>;

/** A workspace of the given files, by name on disk. */
export function workspace(
  files: Readonly<Record<string, string>>,
  extras: Readonly<Record<string, Extra>> = {},
): Workspace {
  const parts = workspaceNames().flatMap(({ name, file, local }) => {
    const text = files[name];
    if (text === undefined) return [];
    const part = { file, name, local, path: `/w/${name}`, text, firstLine: 1, hash: sha256(text) };
    return [{ ...part, ...extras[name] }];
  });
  return { directory: '/w', parts };
}

export function recipe(changes: Partial<BundleRecipe> = {}): BundleRecipe {
  return {
    style: 'claude-code',
    agent: 'claude-code',
    agentTitle: 'Claude Code',
    include: WORKSPACE_FILES,
    budget: { bytes: 40 * 1024 },
    shared: false,
    workspacePath: '~/nerve-workspace',
    sessionContextCall: 'mcp__nerve__session_context(topic)',
    ...changes,
  };
}

export const CODEX: Partial<BundleRecipe> = {
  style: 'codex',
  agent: 'codex',
  agentTitle: 'Codex',
  include: ['SOUL', 'IDENTITY', 'USER', 'TOOLS', 'MEMORY'],
  budget: { bytes: 64 * 1024 },
  sessionContextCall: 'mcp__nerve__session_context(topic)',
};

/** A workspace as people have it after a while. */
export const LIVED_IN: Readonly<Record<string, string>> = {
  'SOUL.md': '# Soul\n\n<!-- hint -->\n\n- Be direct.\n- Never invent results.\n',
  'IDENTITY.md': 'Identity\n========\n\nYou work for Ada.\n\nTone\n----\nDry.\n',
  'USER.md': '# User\n\n- Name: Ada\n- Time zone: Europe/London\n',
  'USER.local.md': '- This is the laptop; the fast machine is `babbage`.\n',
  'AGENTS.md': '# Rules of work\n\n## Tests\n\n```sh\n# run them all\nnpm test\n```\n',
  'TOOLS.md': '<!-- nothing yet -->\n',
  'MEMORY.md':
    '# Memory\n\n## Decisions\n\n- 2026-03-01: new services are written in Go.\n  The old ones stay.\n- 2026-01-09: one repository.\n\n' +
    '## Access\n\n- staging db password: hunter2go\n',
};
