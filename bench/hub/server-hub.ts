/** The whole hub: `server-hub.ts HOME [no-audit]`. */
import { join } from 'node:path';
import type { Audit } from '../../src/lib/hub/audit/audit.ts';
import { toolHandlers } from '../../src/lib/hub/mcp/tool-handlers.ts';
import { runHub } from '../../src/lib/hub/server/run-hub.ts';
import { createRegistry } from '../../src/lib/hub/tools/registry.ts';
import { createContext } from '../../src/lib/setup/create-context.ts';
import { answerQuestions } from '../mcp/child.ts';
import { hubTools } from './tools.ts';

/** What the wire and the tools cost without what is kept of them. */
const DROPPING: Audit = { note: () => undefined, flush: async () => undefined, close: async () => undefined };

const [home = '', audited] = process.argv.slice(2);
const say = (text: string): void => void process.stderr.write(`${text}\n`);
const context = await createContext({
  env: { HOME: home },
  homeFlag: undefined,
  log: { info: () => undefined, warn: say, debug: () => undefined },
  version: '1',
  root: join(import.meta.dirname, '../..'),
  harmless: false,
  namedFiles: [],
});
let audit: Audit | undefined;

await runHub(context, {
  host: '127.0.0.1',
  port: 0,
  tls: undefined,
  behindProxy: false,
  handlers: (services) => {
    audit = audited === 'no-audit' ? DROPPING : services.audit;
    return toolHandlers({ ...services, audit, registry: createRegistry(hubTools()) });
  },
  onReady: ({ url }) => answerQuestions({ port: Number(new URL(url).port) }, async () => audit?.flush()),
  stopped: new Promise(() => undefined),
});
