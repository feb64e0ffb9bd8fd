/** What stands in the way at the moment, each told once, and told again when it is gone. Pure. */
import type { ConflictFact, ErrorFact, RefusalFact, WatchFact } from './events.ts';

export type Problem =
  | { readonly event: 'conflict'; readonly fact: ConflictFact }
  | { readonly event: 'refused'; readonly fact: RefusalFact }
  | { readonly event: 'error'; readonly fact: ErrorFact };

/** Problems by what makes them the same one. */
export type Problems = ReadonlyMap<string, Problem>;

/** Lists problems by their identity. */
export function problemsOf(list: readonly Problem[]): Problems {
  return new Map(list.map((problem) => [keyOf(problem), problem]));
}

/** What is to be told when `before` became `after`. */
export function differences(before: Problems, after: Problems): WatchFact[] {
  const gone = [...before].filter(([key]) => !after.has(key)).map(([, problem]) => resolved(problem));
  const fresh = [...after].filter(([key]) => !before.has(key)).map(([, problem]) => told(problem));
  return [...gone, ...fresh];
}

function keyOf(problem: Problem): string {
  const { event, fact } = problem;
  if (event === 'conflict') return JSON.stringify([event, fact.id, fact.file, fact.reason]);
  if (event === 'refused') return JSON.stringify([event, fact.file, fact.code, fact.message]);
  return JSON.stringify([event, fact.code, fact.message]);
}

function told(problem: Problem): WatchFact {
  if (problem.event === 'conflict') return { event: 'conflict', ...problem.fact };
  if (problem.event === 'refused') return { event: 'refused', ...problem.fact };
  return { event: 'error', ...problem.fact };
}

function resolved(problem: Problem): WatchFact {
  if (problem.event === 'conflict') return { event: 'resolved', was: 'conflict', ...problem.fact };
  if (problem.event === 'refused') return { event: 'resolved', was: 'refused', ...problem.fact };
  return { event: 'resolved', was: 'error', ...problem.fact };
}
