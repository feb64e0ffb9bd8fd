/** The whole hub in a home of its own: `server-hub.ts HOME [no-audit]`. */
import { join } from 'node:path';
import { mintToken } from '../../src/lib/base/auth/tokens.ts';
import type { Context } from '../../src/lib/base/config/context.ts';
import { openStore } from '../../src/lib/base/store/store.ts';
import type { Audit } from '../../src/lib/hub/audit/audit.ts';
import { toolHandlers } from '../../src/lib/hub/mcp/tool-handlers.ts';
import { runHub } from '../../src/lib/hub/server/run-hub.ts';
import { createRegistry } from '../../src/lib/hub/tools/registry.ts';
import { createContext } from '../../src/lib/setup/create-context.ts';
import { answerQuestions } from '../mcp/child.ts';
import { hubTools } from './tools.ts';

/** Enough that calls as fast as they go stay below what one token may ask. */
const TOKENS = 256;

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
const tokens = await makeTokens(context);
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
  onReady: ({ url }) =>
    answerQuestions({ port: Number(new URL(url).port), tokens }, async () => audit?.flush()),
  stopped: new Promise(() => undefined),
});

async function makeTokens({ system, clock, paths }: Context): Promise<readonly string[]> {
  system.makeDirectory(paths.nerveHome, 0o700);
  const store = await openStore({ file: paths.database, clock });
  const tokens: string[] = [];
  for (let at = 0; at < TOKENS; at += 1) {
    const request = { name: `bench-${at}`, kind: 'mcp', subject: 'bench', ttlSeconds: 86_400 } as const;
    const deps = { system, store, clock, paths };
    tokens.push((await mintToken(deps, { ...request, scopes: ['read', 'sessions'] })).token);
  }
  await store.close();
  return tokens;
}
