/** Files that are of use only together are written together, or none of them. Pure. */
import { isChange } from './evaluation.ts';
import type { FilePlan } from './file-request.ts';
import type { Target } from './target.ts';

interface Planned {
  readonly file: string;
  readonly plan: FilePlan;
}

/** The plans, where a file that belongs to one that is left alone is left alone too. */
export function leaveParts<T extends Planned>(planned: readonly T[], wanted: readonly Target[]): T[] {
  const whole = new Map(
    wanted.flatMap((target) =>
      target.kind === 'file' && target.partOf !== undefined ? [[target.file, target.partOf] as const] : [],
    ),
  );
  const left = new Set(planned.filter(({ plan }) => isLeft(plan)).map(({ file }) => file));
  return planned.map((part) => {
    const of = whole.get(part.file);
    if (of === undefined || !left.has(of) || !part.plan.change) return part;
    return { ...part, plan: alone(part.plan) };
  });
}

function isLeft({ items, refusal }: FilePlan): boolean {
  return refusal !== undefined || items.some(({ state }) => state === 'conflict' || state === 'skipped');
}

/** The same findings, and nothing done about them. */
function alone(plan: FilePlan): FilePlan {
  const items = plan.items.map((item) =>
    isChange(item.state)
      ? { ...item, state: 'skipped' as const, note: 'belongs to what is left alone' }
      : item,
  );
  return { ...plan, change: undefined, items, records: new Map(), fileRecord: undefined, keep: [] };
}
