/** Keeps agents' files apart from what nerve reads: a link between them would make nerve change or remove its own sources. */
import { isBelow } from '../../base/kernel/below.ts';
import { RefusedError } from '../../base/kernel/errors.ts';
import type { System } from '../../base/system/system.ts';

/**
 * Checks that a file that is about to be changed lies in one of `folders` only if its own path says so.
 * @param realPath where the file really is
 * @throws RefusedError (`leads-back`)
 */
export function assertApart(
  system: Pick<System, 'resolve'>,
  file: string,
  realPath: string,
  folders: readonly string[],
): void {
  const into = folders.find(
    (folder) => !isBelow(file, folder) && isBelow(realPath, canonical(system, folder)),
  );
  if (into === undefined) return;
  throw new RefusedError(`${file} leads into ${into}, from which nerve reads`, {
    code: 'leads-back',
    hint: 'put a file or folder of its own in the place of the link, or remove the link',
    data: { path: file, realPath },
  });
}

function canonical(system: Pick<System, 'resolve'>, folder: string): string {
  try {
    return system.resolve(folder);
  } catch (error) {
    // A loop of links leads nowhere.
    if (error instanceof RefusedError) return folder;
    throw error;
  }
}
