/** Turns what a round found into plain facts. Pure. */

import type { Context } from '../../../base/config/context.ts';
import { messageOf, NerveError } from '../../../base/kernel/errors.ts';
import { SIDECAR_SUFFIX } from '../../../base/system/allowlist.ts';
import type { Ledger } from '../../changes/ledger.ts';
import { AGENTS } from '../../registry/registry.ts';
import type { AgentState, ErrorFact, WatchedAgent, WatchFact } from './events.ts';
import type { PassResult } from './pass.ts';
import type { Problem } from './problems.ts';

/** One fact for each file that was written. A published hash follows its file without a word. */
export function changedFacts(result: PassResult): WatchFact[] {
  return result.files
    .filter(({ file }) => !file.endsWith(SIDECAR_SUFFIX))
    .map(({ file, action, items }) => ({
      event: 'changed',
      ...owned(items[0]?.owner ?? result.items.find((item) => item.file === file)?.owner ?? 'nerve'),
      file,
      action,
      labels: [...new Set(items.map((item) => item.label))],
    }));
}

/** What needs a person. */
export function problemsIn(result: PassResult): Problem[] {
  const conflicts = result.conflicts.map(({ id, owner, file, label, reason = 'edited' }): Problem => {
    return { event: 'conflict', fact: { ...owned(owner), id, file, label, reason } };
  });
  const refusals = result.refusals.map(({ owner, file, code, why, hint }): Problem => {
    return {
      event: 'refused',
      fact: { ...owned(owner), file, code, message: why, ...(hint ? { hint } : {}) },
    };
  });
  return [...conflicts, ...refusals];
}

/** Anything thrown, as a fact. */
export function errorProblem(error: unknown): Problem {
  return { event: 'error', fact: errorFact(error) };
}

function errorFact(error: unknown): ErrorFact {
  if (!(error instanceof NerveError)) return { code: 'unexpected', kind: 'bug', message: messageOf(error) };
  const { code, kind, message, hint } = error;
  return { code, kind, message, ...(hint ? { hint } : {}) };
}

/** The chosen agents (only those in `names`, if given) and how their files stand. */
export function agentsIn(
  context: Context,
  ledger: Ledger | undefined,
  result: PassResult | undefined,
  names: readonly string[] | undefined,
): WatchedAgent[] {
  const isOn = context.config.flag('external_agents.enabled');
  const choices = context.config.agents.filter(({ name }) => !names || names.includes(name));
  return choices.map(({ name, enabled }) => {
    const recorded = Object.values(ledger?.targets ?? {}).filter((record) => record.owner === name);
    const seen = [...(result?.items ?? []), ...(result?.refusals ?? [])].filter(
      (part) => part.owner === name,
    );
    const files = new Set([...recorded, ...seen].map((part) => part.file)).size;
    return {
      name,
      title: owned(name).title,
      state: isOn && enabled ? stateOf(name, result) : 'paused',
      files,
    };
  });
}

function stateOf(name: string, result: PassResult | undefined): AgentState {
  if (result?.refusals.some((refusal) => refusal.owner === name)) return 'refused';
  return result?.conflicts.some((item) => item.owner === name) ? 'conflict' : 'current';
}

function owned(name: string): { agent: string; title: string } {
  return { agent: name, title: AGENTS.find((agent) => agent.name === name)?.title ?? name };
}
