import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Deadline } from '../../../../src/lib/hub/tools/deadline.ts';

/** A caller who tells how often its signal was looked at. */
function callerOf(controller = new AbortController()) {
  let looks = 0;
  const caller = {
    get signal() {
      looks += 1;
      return controller.signal;
    },
  };
  return { caller, controller, looks: () => looks };
}

const never = new Promise<never>(() => undefined);
const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (reason: unknown) => reason,
  );

describe('Deadline', () => {
  it('looks at nobody for a call that ends within its turn', async () => {
    const { caller, looks } = callerOf();
    const deadline = new Deadline(caller, 10_000);
    const slow = async (): Promise<string> => {
      for (let step = 0; step < 100; step += 1) await null;
      return 'done';
    };
    expect(await deadline.race(slow())).toBe('done');
    deadline.end();
    await turn();
    expect(looks()).toBe(0);
  });

  it('ends a call when its time is over, and aborts the signal that its tool looks at', async () => {
    const { caller } = callerOf();
    const deadline = new Deadline(caller, 10);
    const { signal } = deadline;
    expect(await reasonOf(deadline.race(never))).toMatchObject({ name: 'TimeoutError' });
    expect([deadline.isOver, signal.aborted, deadline.signal.aborted]).toEqual([true, true, true]);
    // What begins only now is over at once.
    expect(await reasonOf(deadline.race(never))).toMatchObject({ name: 'TimeoutError' });
    deadline.end();
  });

  it('ends a call with its caller, for the reason of the caller', async () => {
    const { caller, controller } = callerOf();
    const deadline = new Deadline(caller, 10_000);
    const { signal } = deadline;
    const raced = reasonOf(deadline.race(never));
    await turn();
    controller.abort('enough');
    expect([await raced, deadline.isOver, signal.reason]).toEqual(['enough', false, 'enough']);
    deadline.end();
  });

  it('knows a caller who has left before', async () => {
    const { caller, controller } = callerOf();
    controller.abort('gone');
    const deadline = new Deadline(caller, 10_000);
    expect(deadline.signal.reason).toBe('gone');
    expect(await reasonOf(deadline.race(never))).toBe('gone');
    deadline.end();
  });

  it('leaves nothing behind', async () => {
    const { caller, controller } = callerOf();
    const deadline = new Deadline(caller, 10);
    await turn();
    deadline.end();
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([deadline.isOver, deadline.signal.reason === controller.signal.reason]).toEqual([false, true]);
  });
});
