/** A tool called from the command line: the same tools, rules and audit as over the wire, without a hub. */
import { SCOPE_NAMES } from '../../base/auth/scopes.ts';
import type { Principal } from '../../base/auth/verify.ts';
import type { Context } from '../../base/config/context.ts';
import { UnavailableError, UserError } from '../../base/kernel/errors.ts';
import { nearest } from '../../base/kernel/nearest.ts';
import type { Store } from '../../base/store/store.ts';
import { createAudit } from '../audit/audit.ts';
import { allTools } from './all.ts';
import { attempt } from './attempt.ts';
import type { Invocation } from './invoke.ts';
import { createRegistry } from './registry.ts';
import type { ToolSpec } from './tool.ts';

/** Who sits at the terminal may do everything. */
const USER: Principal = {
  jti: 'cli',
  name: 'cli',
  kind: 'api',
  subject: 'user',
  scopes: SCOPE_NAMES,
  expiresAt: Number.MAX_SAFE_INTEGER,
};
const CLIENT = 'nerve-cli';
const SESSION = `external:${CLIENT}:local`;
const NOBODY = 'This tool asks the agent something, and a command line is none';

/** The tool of this name. @throws UserError (`unknown-tool`) */
export function toolNamed(name: string): ToolSpec {
  const spec = createRegistry(allTools).get(name);
  if (spec) return spec;
  const guess = nearest(
    name,
    allTools.map((tool) => tool.name),
  );
  throw new UserError(`There is no tool ${JSON.stringify(name)}`, {
    code: 'unknown-tool',
    hint: guess ? `did you mean ${guess}?` : 'see `nerve tools list`',
  });
}

/** @throws what the store throws when the attempt cannot be kept. */
export async function callLocally(
  context: Context,
  store: Store,
  spec: ToolSpec,
  args: Readonly<Record<string, unknown>>,
): Promise<Invocation> {
  const at = context.clock.now().getTime();
  const problems: unknown[] = [];
  const audit = createAudit({
    keep: (rows) => store.events.append(rows),
    onError: (error) => problems.push(error),
  });
  await store.sessions.touch([{ id: SESSION, at, source: 'external', client: CLIENT, principal: USER.name }]);
  const invocation = await attempt(
    audit,
    spec,
    {
      ...context,
      store,
      principal: USER,
      session: SESSION,
      hub: { url: context.config.text('hub.url'), pid: process.pid, startedAt: at },
      signal: new AbortController().signal,
      progress: () => undefined,
      log: () => undefined,
      ask: () => Promise.reject(new UnavailableError(NOBODY, { code: 'nobody-to-ask' })),
    },
    args,
    { at, client: CLIENT, callId: null },
  );
  await audit.close();
  if (problems.length > 0) throw problems[0];
  return invocation;
}
