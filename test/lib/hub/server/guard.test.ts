import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createGuard, LOOPBACK } from '../../../../src/lib/hub/server/guard.ts';

const request = (headers: Record<string, string>): IncomingMessage => ({ headers }) as IncomingMessage;

describe('createGuard', () => {
  const guard = createGuard({ hosts: LOOPBACK, origins: ['http://127.0.0.1:8900'] });

  it.each(['localhost', 'LOCALHOST:1', '127.0.0.1:8900', '[::1]:8900', '[::1]'])(
    'knows the host %s',
    (host) => {
      expect(guard(request({ host }))).toBeUndefined();
    },
  );

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost:8900@evil',
    '',
    '127.0.0.1:x',
    '[::2]:8900',
    'a b',
  ])('refuses the host %j', (host) =>
    expect(guard(request({ host }))).toMatchObject({ status: 403, code: 'foreign-host' }),
  );

  it('refuses a request without a host', () => {
    expect(guard(request({}))).toMatchObject({ code: 'foreign-host' });
  });

  it('lets programs and the pages that it was told of in, and no other page', () => {
    const host = 'localhost:8900';
    expect(guard(request({ host, origin: 'http://127.0.0.1:8900' }))).toBeUndefined();
    for (const origin of ['http://127.0.0.1:8901', 'https://evil.example', 'null']) {
      expect(guard(request({ host, origin }))).toMatchObject({ status: 403, code: 'foreign-origin' });
    }
  });

  it.each(['localhost:8900', '127.0.0.1:8901', '[::1]:1'])(
    'lets the pages of its own address %s in',
    (host) => {
      for (const origin of [`http://${host}`, `HTTPS://${host}`]) {
        expect(guard(request({ host, origin }))).toBeUndefined();
        expect(guard(request({ host, origin: `${origin}0` }))).toMatchObject({ code: 'foreign-origin' });
      }
      expect(guard(request({ host, origin: host }))).toMatchObject({ code: 'foreign-origin' });
    },
  );

  it('takes any name where the names are not known, but still no foreign page', () => {
    const open = createGuard({ hosts: undefined, origins: [] });
    expect(open(request({ host: 'hub.example:443' }))).toBeUndefined();
    expect(open(request({ host: 'hub.example', origin: 'https://hub.example' }))).toMatchObject({
      code: 'foreign-origin',
    });
  });
});
