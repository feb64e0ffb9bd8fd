/** What oclif's parser finds wrong with a command line, as errors of nerve. */
import { UserError } from '../lib/base/kernel/errors.ts';

/**
 * A usage error with one plain sentence; whatever did not come from the parser is returned as it is.
 * @param command the words of the command, for the hint
 */
export function fromParser(error: unknown, command: string): unknown {
  const isParser = error instanceof Error && 'oclif' in error && !('kind' in error);
  if (!isParser) return error;
  const [text = ''] = error.message.split('\nSee more help');
  const lines = text.split('\n').map((line) => line.trim().replace(/ {2,}/g, ': '));
  const [first = '', ...rest] = lines.filter(
    (line) => line !== '' && !line.startsWith('The following error'),
  );
  const message = [first.replace(/:$/, '') || 'The command line is not valid', ...rest].join(': ');
  return new UserError(message, { code: 'usage', hint: `nerve ${command} --help`, cause: error });
}
