/** The system for looking around: every deed is refused, so that no check can leave a trace. */
import { RefusedError } from '../../base/kernel/errors.ts';
import type { System } from '../../base/system/system.ts';

/** The same system, less everything that changes the disk. Programs can still be run. */
export function readOnlySystem(system: System): System {
  const refuse = (): never => {
    throw new RefusedError('A check tried to change something', { code: 'read-only' });
  };
  return {
    read: (path) => system.read(path),
    open: (path) => system.open(path),
    stat: (path) => system.stat(path),
    list: (directory) => system.list(directory),
    resolve: (path) => system.resolve(path),
    assertWritable: (path) => system.assertWritable(path),
    lockHolder: (file) => system.lockHolder(file),
    which: (program, env) => system.which(program, env),
    run: (file, args, options) => system.run(file, args, options),
    write: refuse,
    chmod: refuse,
    remove: refuse,
    makeDirectory: refuse,
    removeDirectory: refuse,
    withLock: async () => refuse(),
    start: refuse,
  };
}
