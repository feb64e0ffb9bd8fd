/** A proxy for clients that cannot send a token: adds one, and leaves all else as it is, streams too. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts one on a free port, in front of a server. */
export async function startTokenProxy(
  to: string,
  token: string,
): Promise<{ readonly port: number; close(): void }> {
  const { hostname, port } = new URL(to);
  const server = createServer((req, res) => {
    const headers = { ...req.headers, authorization: `Bearer ${token}` };
    const forwarded = request(
      { host: hostname, port, path: req.url, method: req.method, headers },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      },
    );
    forwarded.on('error', () => res.destroy());
    res.on('close', () => forwarded.destroy());
    req.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
