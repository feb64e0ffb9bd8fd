/** The hub's socket: plain on loopback, TLS elsewhere, and a clear word when the port is taken. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { errnoOf, messageOf, RefusedError, UnavailableError } from '../../base/kernel/errors.ts';
import { isLoopback } from './guard.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Certificate and key, PEM. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** A proxy in front of the hub speaks TLS with the world. */
  readonly behindProxy: boolean;
}

export interface Listening {
  readonly server: Server;
  /** With the port that was taken. */
  readonly url: string;
}

/** Milliseconds. */
export interface Patience {
  /** For the headers of a request; a slow client holds nothing but its own socket. */
  readonly headers: number;
  /** For the whole of it. Not for its answer: a call takes as long as its tool, and streams stay open. */
  readonly request: number;
  /** How often it is looked whether somebody was too slow. */
  readonly look: number;
}

const PATIENCE: Patience = { headers: 10_000, request: 60_000, look: 5_000 };
const KEEP_ALIVE_MS = 75_000;

/** Refuses to send tokens over a wire that others can read. @throws RefusedError (`open-bind`) */
export function assertPrivateWire({ host, tls, behindProxy }: ListenOptions): void {
  if (isLoopback(host) || tls || behindProxy) return;
  throw new RefusedError(
    `${host} can be reached from other machines, and without TLS they could read tokens`,
    {
      code: 'open-bind',
      hint: 'give --tls-cert and --tls-key, or --behind-proxy if a proxy in front of the hub speaks TLS',
    },
  );
}

/** Starts to listen. @throws UnavailableError (`port-in-use`, `cannot-listen`); RefusedError (`open-bind`, `bad-certificate`). */
export async function listen(
  listener: RequestListener,
  options: ListenOptions,
  { headers, request, look }: Patience = PATIENCE,
): Promise<Listening> {
  assertPrivateWire(options);
  const { host, port, tls } = options;
  const settings = {
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: look,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  const server = tls ? tlsServer({ ...tls, ...settings }, listener) : createServer(settings, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  const name = host.includes(':') ? `[${host}]` : host;
  return { server, url: `${tls ? 'https' : 'http'}://${name}:${taken}` };
}

function tlsServer(options: ServerOptions, listener: RequestListener): Server {
  try {
    return createTlsServer({ ...options, minVersion: 'TLSv1.2' }, listener);
  } catch (error) {
    throw new RefusedError(`The certificate and its key cannot be used: ${messageOf(error)}`, {
      code: 'bad-certificate',
      cause: error,
    });
  }
}

function listenError(error: unknown, host: string, port: number): unknown {
  const code = errnoOf(error);
  if (code === 'EADDRINUSE') {
    return new UnavailableError(`Port ${port} of ${host} is in use by another program`, {
      code: 'port-in-use',
      hint: 'choose another with --port, and set hub.url to it',
      cause: error,
    });
  }
  return new UnavailableError(`The hub cannot listen at ${host}:${port}: ${messageOf(error)}`, {
    code: 'cannot-listen',
    cause: error,
  });
}
