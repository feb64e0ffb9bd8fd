/** Does all of nerve's own folder belong to the user? */
import type { Check } from '../check.ts';
import { ownPaths } from '../own-paths.ts';

export const homeOwnerCheck: Check = {
  id: 'home.owner',
  look: ({ context, show, word }) => {
    const { paths, system } = context;
    const user = system.stat(paths.home)?.uid;
    if (process.platform === 'win32' || user === undefined || !system.stat(paths.nerveHome)) return [];
    const foreign = ownPaths(context).filter(({ uid }) => uid !== user);
    const [first] = foreign;
    if (!first) {
      return [{ id: 'home.owner', level: 'ok', message: `${show(paths.nerveHome)} belongs to you.` }];
    }
    const more = foreign.length > 1 ? ` and ${foreign.length - 1} more` : '';
    return [
      {
        id: 'home.owner',
        level: 'error',
        message: `${show(first.path)}${more} belongs to another user; probably nerve was once run with sudo.`,
        fix: `sudo chown -R ${user} ${word(paths.nerveHome)}`,
      },
    ];
  },
};
