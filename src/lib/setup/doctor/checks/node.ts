/** Does this Node run nerve well? */
import type { Check } from '../check.ts';
import { isSupportedNode, SUPPORTED_NODES } from '../node-version.ts';

export const nodeCheck: Check = {
  id: 'node.version',
  look: () => {
    const { version } = process;
    if (isSupportedNode(version)) {
      return [{ id: 'node.version', level: 'ok', message: `Node ${version} runs nerve well.` }];
    }
    const message = `Node ${version} is not one that nerve is tested with: ${SUPPORTED_NODES}.`;
    return [{ id: 'node.version', level: 'error', message, fix: 'install Node 24: https://nodejs.org' }];
  },
};
