import { expect, test } from 'vitest';
import { InterruptedError, stopIfAsked } from '../../../../src/lib/base/kernel/interrupt.ts';

test('goes on until somebody asks to stop', async () => {
  const controller = new AbortController();
  await stopIfAsked(undefined);
  await stopIfAsked(controller.signal);
  controller.abort();
  await expect(stopIfAsked(controller.signal)).rejects.toBeInstanceOf(InterruptedError);
});

test('notices what is asked in the turn that it waits for', async () => {
  const signal = { aborted: false };
  setImmediate(() => {
    signal.aborted = true;
  });
  await expect(stopIfAsked(signal)).rejects.toMatchObject({
    exit: 130,
    kind: 'interrupted',
    code: 'interrupted',
  });
});
