/**
 * The first look at a request, before its token and its body: did it come to this hub, and from no foreign web page?
 * A page that a browser shows can reach a port on loopback, under a name of its own making (DNS rebinding).
 */
import type { IncomingMessage } from 'node:http';

export { isLoopback } from '../../base/config/loopback.ts';

export interface GuardOptions {
  /** Names and addresses under which this hub is reached, without ports; undefined: any. */
  readonly hosts: readonly string[] | undefined;
  /** Origins of web pages that may use it besides those of the hub's own address, such as `http://127.0.0.1:8901`. */
  readonly origins: readonly string[];
}

export type Guard = (req: IncomingMessage) => Problem | undefined;

export interface Problem {
  readonly status: number;
  readonly code: string;
  /** For people: clients show it. */
  readonly message: string;
}

/** The names of this machine to itself. */
export const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'] as const;

/**
 * A check of `Host` and `Origin`; no origin at all is a program's request and passes. Where the hub's names are known,
 * a page that came from the very same address does too; elsewhere such a name may be anybody's.
 */
export function createGuard({ hosts, origins }: GuardOptions): Guard {
  const known = hosts && new Set(hosts.map((host) => host.toLowerCase()));
  const pages = new Set(origins.map((origin) => origin.toLowerCase()));
  return ({ headers }) => {
    const name = nameOf(headers.host);
    if (name === undefined || known?.has(name) === false) {
      return { status: 403, code: 'foreign-host', message: 'This hub is not reached under that name.' };
    }
    const origin = headers.origin?.toLowerCase();
    if (origin === undefined || pages.has(origin)) return undefined;
    if (known && origin.replace(/^https?:\/\//, '//') === `//${headers.host?.toLowerCase()}`)
      return undefined;
    return {
      status: 403,
      code: 'foreign-origin',
      message: 'Web pages of other origins may not use this hub.',
    };
  };
}

/** The name of a `Host` header without its port. */
function nameOf(host: string | undefined): string | undefined {
  const found = /^(\[[0-9a-f:.]+\]|[^:[\]\s]+)(?::\d{1,5})?$/i.exec(host ?? '');
  return found?.[1]?.toLowerCase();
}
