import { describe, expect, it } from 'vitest';
import {
  BugError,
  DecisionError,
  RefusedError,
  UnavailableError,
  UserError,
} from '../../../../src/lib/base/kernel/errors.ts';
import { envelopeOf, problemOf } from '../../../../src/lib/hub/rest/problem.ts';

describe('an error of nerve', () => {
  it.each([
    [new UserError('No such time', { code: 'bad-time' }), 400, 'error'],
    [new UserError('No scope x', { code: 'unknown-scope' }), 400, 'error'],
    [new UserError('No session', { code: 'unknown-session' }), 404, 'error'],
    [new UserError('Not added', { code: 'agent-not-added' }), 404, 'error'],
    [new UserError('Taken', { code: 'name-taken' }), 409, 'error'],
    [new RefusedError('Cannot be edited', { code: 'unparseable' }), 409, 'error'],
    [new RefusedError('Too much', { code: 'missing-scope' }), 403, 'denied'],
    [new DecisionError('You changed it', { code: 'conflict' }), 409, 'error'],
    [new UnavailableError('Locked', { code: 'database-busy' }), 503, 'error'],
  ])('%s', (error, status, outcome) => {
    expect(problemOf(error)).toMatchObject({ status, outcome, code: error.code });
  });

  it('is told with what to do, and what has to be decided', () => {
    const conflicts = [{ id: 'a', file: '/f', label: 'l', reason: 'edited' }];
    const details = { code: 'conflict', hint: 'nerve sync --conflict skip', data: { conflicts } };
    const problem = problemOf(new DecisionError('You changed it', details));
    expect(problem && envelopeOf(problem)).toEqual({
      error: { code: 'conflict', message: 'You changed it.', hint: 'nerve sync --conflict skip', conflicts },
    });
  });
});

it('what is a fault of nerve is no problem of the caller', () => {
  expect(problemOf(new BugError('x', { code: 'y' }))).toBeUndefined();
  expect(problemOf(new TypeError('x'))).toBeUndefined();
});
