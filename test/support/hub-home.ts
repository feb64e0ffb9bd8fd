/** A home where agents are set up, and what a test of the hub asks of it. */
import { makeHome, read, treeOf } from './home.ts';
import type { Nerve } from './scenario.ts';

/** Sets Codex and Claude Code up; their tokens, and the home as it was before. */
export async function setUpAgents(nerve: Nerve) {
  const home = makeHome({ '.codex': null, '.claude': null });
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes --auth inline');
  const tokenOf = (agent: string): string =>
    read(home, `.nerve/secrets/agents/${agent}`).trim().split('\n').at(-1) ?? '';
  return { home, before, codex: tokenOf('codex'), claude: tokenOf('claude-code') };
}

/** The rows of the audit, newest first. */
// biome-ignore lint/suspicious/noExplicitAny: rows are looked at field by field.
export async function auditOf(nerve: Nerve, home: string): Promise<any[]> {
  return JSON.parse((await nerve.expect(0, home, 'audit --json')).stdout).data.events;
}
