/** What every server under measurement tells the process that measures it: its port, its CPU time, its memory. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Report {
  readonly port?: number;
  /** Microseconds, user and system. */
  readonly cpu?: number;
  /** Bytes. */
  readonly rss?: number;
}

export function serve(server: Server): void {
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1', () => {
    const report: Report = { port: (server.address() as AddressInfo).port };
    process.send?.(report);
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const report: Report = { cpu: user + system, rss: process.memoryUsage.rss() };
    process.send?.(report);
  });
  process.on('disconnect', () => process.exit(0));
}
