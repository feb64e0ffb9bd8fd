/** A system that notes every call of another one, for tests and for `--verbose`. */
import type { System } from './system.ts';

export interface Call {
  readonly op: keyof System;
  /** The path, lock file or program that the call was about. */
  readonly path: string;
}

export interface RecordingSystem extends System {
  /** All calls so far, in order; those that threw too. */
  readonly calls: readonly Call[];
}

/** Wraps `inner`; `onCall` hears of each call before it happens. */
export function createRecordingSystem(inner: System, onCall?: (call: Call) => void): RecordingSystem {
  const calls: Call[] = [];
  const note = <A extends [string, ...unknown[]], R>(op: keyof System, call: (...args: A) => R) => {
    return (...args: A): R => {
      const entry: Call = { op, path: args[0] };
      calls.push(entry);
      onCall?.(entry);
      return call(...args);
    };
  };
  return {
    calls,
    read: note('read', inner.read),
    open: note('open', inner.open),
    stat: note('stat', inner.stat),
    list: note('list', inner.list),
    resolve: note('resolve', inner.resolve),
    assertWritable: note('assertWritable', inner.assertWritable),
    write: note('write', inner.write),
    chmod: note('chmod', inner.chmod),
    remove: note('remove', inner.remove),
    makeDirectory: note('makeDirectory', inner.makeDirectory),
    removeDirectory: note('removeDirectory', inner.removeDirectory),
    withLock: (file, work, options) => note('withLock', () => inner.withLock(file, work, options))(file),
    lockHolder: note('lockHolder', inner.lockHolder),
    which: note('which', inner.which),
    run: note('run', inner.run),
    start: note('start', inner.start),
  };
}
