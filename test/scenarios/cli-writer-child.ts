/**
 * Calls a tool that writes, as `nerve tools call` does, until the given time is over. argv: home, name, milliseconds.
 * Prints the keys of the calls that succeeded.
 */
import { callLocally, toolNamed } from '../../src/lib/hub/tools/call-locally.ts';
import { createContext } from '../../src/lib/setup/create-context.ts';
import { withStore } from '../../src/lib/setup/with-store.ts';

const [home = '', name = '', ms = '0'] = process.argv.slice(2);
const log = { info: () => {}, warn: () => {}, debug: () => {} };
const context = await createContext({
  env: { HOME: home, PATH: '/usr/bin:/bin' },
  homeFlag: undefined,
  log,
  version: '0.0.0',
  root: home,
  harmless: false,
  namedFiles: [],
});
const keys: string[] = [];
const end = performance.now() + Number(ms);
while (performance.now() < end) {
  const key = `${name}-${String(keys.length).padStart(8, '0')}`;
  // Opened anew each time, like each command does.
  const { outcome, text } = await withStore(context, 'write', (store) =>
    callLocally(context, store, toolNamed('session_title'), { title: key, idempotency_key: key }),
  );
  if (outcome !== 'ok') throw new Error(text);
  keys.push(key);
}
console.log(JSON.stringify(keys));
