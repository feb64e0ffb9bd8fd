/** Starts a hub where none answers, and waits until it serves. Several who do that at once get one hub: it has a lock. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../base/config/context.ts';
import { NerveError } from '../../base/kernel/errors.ts';
import { Errand } from './errand.ts';
import { Failure } from './failure.ts';
import { connectTo } from './http.ts';

type Deps = Pick<Context, 'system' | 'env' | 'paths' | 'program'>;

/** A hub that is not ready by then has said why in its log. */
const READY_MS = 8_000;
const LOOK_MS = 50;
/** Between two starts: a hub that cannot run is not started again for every request. */
const AGAIN_MS = 30_000;

/** What tells one agent's program which session it is in; a hub is nobody's program. */
const OF_THE_AGENT =
  /^(?:NERVE_TOKEN|NERVE_SESSION|CLAUDECODE|CLAUDE_CODE_.*|CLAUDE_PROJECT_DIR|CODEX_THREAD_ID)$/;

/** What starts the hub of this home; whoever calls meanwhile waits for the same start. @throws Failure, by the promise */
export function createHubStarter(context: Deps, hubUrl: string): () => Promise<void> {
  let starting: Promise<void> | undefined;
  let startedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (starting) return starting;
    if (performance.now() - startedAt < AGAIN_MS) return Promise.resolve();
    startedAt = performance.now();
    try {
      start(context);
    } catch (error) {
      if (!(error instanceof NerveError)) throw error;
      return Promise.reject(new Failure('hub-down', `The nerve hub cannot be started: ${error.message}`));
    }
    starting = waitUntilReady(hubUrl).finally(() => {
      starting = undefined;
    });
    return starting;
  };
}

function start({ system, env, paths, program }: Deps): void {
  const kept = Object.entries(env).filter(([name]) => !OF_THE_AGENT.test(name));
  system.start(program.node, [program.entry, 'serve'], {
    cwd: paths.home,
    env: { ...Object.fromEntries(kept), NERVE_HOME: paths.nerveHome },
    log: paths.hubOutput,
  });
}

async function waitUntilReady(hubUrl: string): Promise<void> {
  const connections = await connectTo(`${hubUrl}/readyz`);
  const errand = new Errand({ patienceMs: READY_MS, startsHub: false });
  const end = performance.now() + READY_MS;
  try {
    while (performance.now() < end) {
      const status = await connections.ask({ method: 'GET', headers: {} }, errand).then(
        (res) => res.resume().statusCode,
        () => undefined,
      );
      if (status === 200) return;
      await sleep(LOOK_MS);
    }
  } finally {
    connections.close();
  }
}
