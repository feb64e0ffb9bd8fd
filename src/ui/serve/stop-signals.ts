/** The signals that end a process which serves: the first gently, the second at once. */
import { EXIT } from '../../lib/base/kernel/errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves with the first signal. @param onStop told of it at once */
export function stopSignals(onStop: (signal: NodeJS.Signals) => void): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let isStopping = false;
  // The short grace that other commands get at Ctrl-C is not for what serves: it has its own.
  process.removeAllListeners('SIGINT');
  for (const name of SIGNALS) {
    process.on(name, (signal) => {
      if (isStopping) process.exit(exitOf(signal));
      isStopping = true;
      onStop(signal);
      resolve(signal);
    });
  }
  return promise;
}

/** 130 after Ctrl-C, else 0. */
export function exitOf(signal: NodeJS.Signals): number {
  return signal === 'SIGINT' ? EXIT.interrupted : EXIT.ok;
}
