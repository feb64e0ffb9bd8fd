/** Are the copies that undoing needs still there, byte for byte? */
import { createBlobs } from '../../../agents/changes/blobs.ts';
import { referencedBlobs } from '../../../agents/changes/journal.ts';
import type { Check } from '../check.ts';

export const backupsCheck: Check = {
  id: 'backups.intact',
  look: ({ context, ledger, show }) => {
    const { system, paths } = context;
    const blobs = createBlobs(system, paths.backups);
    const needed = [...referencedBlobs(ledger())];
    const lost = needed.filter((hash) => !blobs.find(hash));
    if (needed.length === 0) return [];
    const [first] = lost;
    if (first === undefined) {
      const message = `All ${needed.length} copies in ${show(paths.backups)} are as they were made.`;
      return [{ id: 'backups.intact', level: 'ok', message }];
    }
    const state = system.stat(blobs.pathOf(first)) ? 'damaged' : 'gone';
    const many =
      lost.length > 1
        ? `${lost.length} of ${needed.length} copies are`
        : `The copy ${first.slice(0, 12)}… is`;
    return [
      {
        id: 'backups.intact',
        level: 'warn',
        message: `${many} ${lost.length > 1 ? 'gone or damaged' : state}: without it nerve can only cut its parts out, not give back the bytes that were there.`,
        fix: `bring ${show(paths.backups)} back from a backup of your own`,
      },
    ];
  },
};
