/** A process with the hub of `nerve serve` in it, on HOME, that serves the fixtures. Ends at SIGTERM. */
import { once } from 'node:events';
import { runHub } from '../../src/lib/hub/server/run-hub.ts';
import { createContext } from '../../src/lib/setup/create-context.ts';
import { repository } from '../support/scenario.ts';
import { fixtureHandlers } from './handlers.ts';

const warn = (message: string): void => console.error(message);
const context = await createContext({
  env: process.env,
  homeFlag: undefined,
  log: { info: () => undefined, debug: () => undefined, warn },
  version: '0.0.0',
  root: repository,
  harmless: false,
  namedFiles: [],
});
await runHub(context, {
  host: '127.0.0.1',
  port: 0,
  tls: undefined,
  behindProxy: false,
  handlers: fixtureHandlers,
  stopped: once(process, 'SIGTERM'),
  onReady: ({ url, pid }) => console.log(JSON.stringify({ event: 'ready', url, pid })),
});
