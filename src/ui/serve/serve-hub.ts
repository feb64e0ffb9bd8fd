/** `nerve serve` in a process of its own: signals, the ready line, logs, and the sync service beside the hub. */
import type { WatchEvent } from '../../lib/agents/sync/watch/events.ts';
import { type AgentWatch, watchAgents } from '../../lib/agents/sync/watch/watch-agents.ts';
import type { Context } from '../../lib/base/config/context.ts';
import { messageOf, NerveError } from '../../lib/base/kernel/errors.ts';
import { type HubOptions, runHub } from '../../lib/hub/server/run-hub.ts';
import type { HubFacts } from '../../lib/hub/tools/tool.ts';
import { agentServices } from '../../lib/setup/agent-services.ts';
import type { Session } from '../session.ts';
import { createHubLog, type LogFormat } from './hub-log.ts';
import { exitOf, stopSignals } from './stop-signals.ts';

export interface ServeOptions
  extends Pick<HubOptions, 'host' | 'port' | 'tls' | 'behindProxy' | 'insecureDev'> {
  readonly logFormat: LogFormat;
  /** Whether the agents' files are kept in step meanwhile. */
  readonly sync: boolean;
  /** A context with the settings as they are now. */
  readonly freshContext: () => Promise<Context>;
}

/**
 * Serves until a signal; a second one does not wait.
 * @returns the exit code: 130 after SIGINT, else 0. @throws what `runHub` throws.
 */
export async function serveHub(session: Session, options: ServeOptions): Promise<number> {
  const log = createHubLog(options.logFormat, session.clock);
  const stopped = stopSignals((signal) => log.info('stopping', { signal }));
  let watch: AgentWatch | undefined;
  try {
    await runHub(
      { ...session, log },
      {
        ...options,
        agents: agentServices(options.freshContext),
        stopped,
        onReady: (facts) => {
          tellReady(session, facts);
          if (options.insecureDev)
            log.warn('--insecure-dev: every program of this machine may call without a token');
          if (!session.config.flag('mcp_endpoint.enabled'))
            log.warn('mcp_endpoint.enabled is false: agents find no tools here');
          if (!session.config.exists)
            log.warn('nerve is not set up for this user yet: no agent can call. Run `nerve init`');
          else if (options.sync) watch = startSync(options, log);
        },
      },
    );
  } finally {
    watch?.stop();
    await watch?.done.catch(() => undefined);
  }
  return exitOf(await stopped);
}

/** One line on stdout, for scripts that wait for it. */
function tellReady({ json, style }: Session, { url, pid }: HubFacts): void {
  const line = json
    ? JSON.stringify({ event: 'ready', url, pid })
    : `${style.bold('nerve hub')} ready at ${url} (pid ${pid})`;
  process.stdout.write(`${line}\n`);
}

/** A hub serves on when its files cannot be kept in step: another watch may do that, or a setting is wrong. */
function startSync({ freshContext }: ServeOptions, log: ReturnType<typeof createHubLog>): AgentWatch {
  const watch = watchAgents({
    context: freshContext,
    command: 'serve',
    log,
    observer: (event: WatchEvent) => log.debug('sync', { ...event }),
  });
  watch.done.catch((error) => {
    const hint = error instanceof NerveError ? error.hint : undefined;
    log.warn(`the agents' files are not kept in step: ${messageOf(error)}`, hint ? { hint } : {});
  });
  return watch;
}
