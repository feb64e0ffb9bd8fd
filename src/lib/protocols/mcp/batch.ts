/** The answers to a batch (2025-03-26): one array, or one stream if something has to be said before. */
import type { Outlet } from './call.ts';

/** Messages of one batch at most. */
export const MOST_IN_BATCH = 100;

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
