/** `nerve serve --stdio`: the hub on the standard streams, of which stdout carries the protocol and nothing else. */
import { EXIT } from '../../lib/base/kernel/errors.ts';
import { claudeSession } from '../../lib/base/kernel/session-name.ts';
import { runStdioHub } from '../../lib/hub/server/run-stdio.ts';
import type { Session } from '../session.ts';
import { createHubLog, type LogFormat } from './hub-log.ts';
import { exitOf, stopSignals } from './stop-signals.ts';

/** Serves until the client closes its end or a signal comes. @returns the exit code */
export async function serveStdio(session: Session, logFormat: LogFormat): Promise<number> {
  const log = createHubLog(logFormat, session.clock);
  const stopped = stopSignals((signal) => log.info('stopping', { signal }));
  await runStdioHub(
    { ...session, log },
    {
      input: process.stdin,
      output: process.stdout,
      session: session.env.NERVE_SESSION || claudeSession(session.env),
      stopped,
    },
  );
  return Promise.race([stopped.then(exitOf), EXIT.ok]);
}
