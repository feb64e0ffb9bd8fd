/** Tries changes without root's powers; prints the code of each error, or "done". */
import { createAllowlist } from '../../../../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../../../../src/lib/base/system/real-system.ts';

const [root = '', ...steps] = process.argv.slice(2);
const system = createRealSystem({
  allowlist: createAllowlist({ roots: [root], files: [], home: '/nonexistent' }),
});
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(65534);
  process.setuid?.(65534);
}
const results = steps.map((step) => {
  const [deed = '', name = ''] = step.split(':');
  try {
    if (deed === 'read') system.read(`${root}/${name}`);
    else if (deed === 'remove') system.remove(`${root}/${name}`);
    else system.write(`${root}/${name}`, Buffer.from('new'));
    return 'done';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : String(error);
  }
});
process.stdout.write(JSON.stringify(results));
