/** The bridge on the standard streams of a process, from the first line to the end of input. */
import type { Readable, Writable } from 'node:stream';
import type { Context } from '../../base/config/context.ts';
import { endpointOf, hubUrlOf } from '../../base/config/endpoint.ts';
import { isOpenWire } from '../../base/config/loopback.ts';
import { tildify } from '../../base/config/paths.ts';
import { messageOf, RefusedError } from '../../base/kernel/errors.ts';
import { createLineReader } from '../../protocols/mcp/stdio/lines.ts';
import { createBridge } from './bridge.ts';
import { createCredentials } from './credentials.ts';
import { PATIENCE_MS } from './errand.ts';
import { connectTo } from './http.ts';
import { createHub } from './hub.ts';

export interface BridgeRun {
  readonly agent: string;
  /** The session that the agent is in, if that is known. */
  readonly session: string | undefined;
  /** Whether a hub that does not run is started. */
  readonly startsHub: boolean;
  readonly input: Readable;
  readonly output: Writable;
  /** Aborted when the process is to end. */
  readonly stop: AbortSignal;
}

/** Longer than the hub takes, which says itself what it thinks of it. */
const LONGEST_LINE = 64 * 2 ** 20;
/** What was asked before the input ended is still answered so long: also that the hub is away. */
const GRACE_MS = PATIENCE_MS + 1_000;
const NEWLINE = Buffer.from('\n');

/** Returns when the client is gone, or on `stop`. @throws RefusedError (`open-wire`) before anything is sent */
export async function runBridge(context: Context, run: BridgeRun): Promise<void> {
  const { input, output, stop } = run;
  const endpoint = endpointOf(context);
  assertPrivate(hubUrlOf(context));
  const connections = await connectTo(endpoint);
  const bridge = createBridge({
    hub: createHub({
      connections,
      credentials: createCredentials(context, run.agent),
      session: run.session,
      ...(await hubStart(context, run, endpoint)),
    }),
    hand: (text) => write(output, text),
    onError: (error) => context.log.warn(`nerve mcp: ${messageOf(error)}`),
  });
  const read = createLineReader(LONGEST_LINE, bridge.receive);
  await new Promise<void>((resolve) => {
    input.on('data', (chunk: Buffer) => {
      read(chunk);
      if (!output.writableNeedDrain) return;
      // Whoever does not read the answers gets no further questions through.
      input.pause();
      output.once('drain', () => input.resume());
    });
    for (const event of ['end', 'error'] as const) input.once(event, () => resolve());
    output.once('error', () => resolve());
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
  if (!stop.aborted) read(NEWLINE);
  await bridge.end(stop.aborted ? 0 : GRACE_MS);
  connections.close();
}

function assertPrivate(hubUrl: string): void {
  if (!isOpenWire(hubUrl)) return;
  throw new RefusedError(
    `hub.url ${hubUrl} is plain http to another machine, and others could read the token`,
    {
      code: 'open-wire',
      hint:
        'give hub.url an https:// address, or tunnel with `ssh -N -L 8900:127.0.0.1:8900 HOST` and set it to ' +
        'http://127.0.0.1:8900',
    },
  );
}

async function hubStart(context: Context, { startsHub }: BridgeRun, endpoint: string) {
  // A hub of this machine; what speaks TLS needs a certificate, and somebody who gives it.
  if (!startsHub || !endpoint.startsWith('http:')) {
    return {
      away: `The nerve hub at ${endpoint} does not answer. Start it with \`nerve serve\`, then try again.`,
    };
  }
  const { createHubStarter } = await import('./start-hub.ts');
  const log = tildify(context.paths.hubOutput, context.paths.home);
  return {
    away: `The nerve hub at ${endpoint} does not answer and could not be started. ${log} says why.`,
    startHub: createHubStarter(context, hubUrlOf(context)),
  };
}

/** One message on one line. Line breaks in JSON text stand between its parts only. */
function write(output: Writable, text: Buffer | string): void {
  if (output.destroyed || output.writableEnded) return;
  if (typeof text === 'string') output.write(`${text.replace(/[\r\n]+/g, ' ')}\n`);
  else if (text.includes(10)) write(output, text.toString('utf8'));
  else {
    output.cork();
    output.write(text);
    output.write(NEWLINE);
    output.uncork();
  }
}
