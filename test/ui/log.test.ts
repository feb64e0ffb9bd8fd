import { afterEach, expect, test, vi } from 'vitest';
import { createLog } from '../../src/ui/log.ts';
import { PLAIN } from '../../src/ui/style.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  [{}, ['info', 'warning warn']],
  [{ verbose: true }, ['info', 'warning warn', 'debug']],
  [{ quiet: true }, ['warning warn']],
  [{ json: true }, ['warning warn']],
  [{ json: true, verbose: true }, ['warning warn', 'debug']],
])('%j says %j on stderr', (wishes, said) => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const log = createLog({ style: PLAIN, quiet: false, verbose: false, json: false, ...wishes });
  log.info('info');
  log.warn('warn');
  log.debug('debug');
  expect(write.mock.calls.map(([text]) => text)).toEqual(said.map((line) => `${line}\n`));
});
