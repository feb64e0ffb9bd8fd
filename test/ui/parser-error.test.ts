import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/lib/base/kernel/errors.ts';
import { fromParser } from '../../src/ui/parser-error.ts';

function parserError(message: string): Error {
  return Object.assign(new Error(message), { oclif: { exit: 2 } });
}

describe('one plain sentence', () => {
  test.each([
    ['Nonexistent flag: --foo\nSee more help with --help', 'Nonexistent flag: --foo'],
    [
      'Missing 1 required arg:\nagent  Name of the agent.\nSee more help with --help',
      'Missing 1 required arg: agent: Name of the agent.',
    ],
    [
      'The following error occurred:\n  Missing required flag agent\nSee more help with --help',
      'Missing required flag agent',
    ],
    [
      'The following errors occurred:\n  --a cannot be used with --b\n  Missing required flag c\nSee more help',
      '--a cannot be used with --b: Missing required flag c',
    ],
    ['Unexpected arguments: a, b', 'Unexpected arguments: a, b'],
    ['', 'The command line is not valid'],
  ])('%j', (message, sentence) => {
    const error = fromParser(parserError(message), 'token header');
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      message: sentence,
      code: 'usage',
      exit: 2,
      hint: 'nerve token header --help',
    });
  });
});

test('errors of nerve and of others stay as they are', () => {
  for (const error of [new Error('x'), new UserError('y', { code: 'z' }), 'text', undefined]) {
    expect(fromParser(error, 'sync')).toBe(error);
  }
});
