/** The answers to a batch (2025-03-26): one array, or one stream if something has to be said before. */
import type { Outlet } from './call.ts';
import { eraOf } from './era.ts';
import { idOf, kindOf, type Request } from './message.ts';
import type { RequestId } from './types.ts';

/** Messages of one batch at most. */
const MOST_IN_BATCH = 100;

/** What is wrong with the messages of a batch, and with which of them, or undefined. */
export function batchProblem(
  values: readonly unknown[],
): { readonly message: string; readonly id: RequestId | undefined } | undefined {
  if (values.length === 0 || values.length > MOST_IN_BATCH)
    return { message: `A batch has 1 to ${MOST_IN_BATCH} messages`, id: undefined };
  const bad = values.findIndex((value) => kindOf(value) === undefined || !belongs(value as Request));
  return bad < 0
    ? undefined
    : { message: 'The batch has something that does not belong there', id: idOf(values[bad]) };
}

/** Neither the beginning of a session nor a claim of 2026-07-28 comes in a batch. */
function belongs(message: Request): boolean {
  return message.method !== 'initialize' && eraOf(message, undefined) === 'legacy';
}

/**
 * Makes outlets that share the outlet of a whole POST. An answer that is dropped is missing from the array.
 * @param count how many outlets will be made; the last one to end ends the whole
 */
export function createBatch(whole: Outlet, count: number): () => Outlet {
  const answers: string[] = [];
  const calls: { lost(): void }[] = [];
  let open = count;
  let isStream = false;
  let isWaiting = false;

  const settle = (text: string | undefined): void => {
    open -= 1;
    if (text !== undefined) answers.push(text);
    if (open > 0) return;
    if (!isStream && answers.length > 0) {
      whole.answer(`[${answers.join(',')}]`, 200);
      return;
    }
    const last = answers.pop();
    for (const answer of answers) whole.send(answer);
    if (last === undefined) whole.drop();
    else whole.answer(last, 200);
  };
  const lost = (): void => {
    for (const call of calls) call.lost();
  };

  return () => ({
    send(text) {
      isStream = true;
      whole.send(text);
    },
    offer(text) {
      isStream = true;
      whole.offer(text);
    },
    answer: settle,
    drop: () => settle(undefined),
    wait(call) {
      calls.push(call);
      if (isWaiting) return;
      isWaiting = true;
      whole.wait({ lost });
    },
  });
}
