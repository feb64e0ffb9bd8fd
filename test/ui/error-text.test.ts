import { expect, test } from 'vitest';
import { UserError } from '../../src/lib/base/kernel/errors.ts';
import { errorText } from '../../src/ui/error-text.ts';
import { PLAIN } from '../../src/ui/style.ts';

test('says what is wrong, and what to do where that is known', () => {
  expect(errorText(new UserError('No such thing', { code: 'x' }), PLAIN)).toBe('error No such thing\n');
  expect(errorText(new UserError('No such thing', { code: 'x', hint: 'nerve init' }), PLAIN)).toBe(
    'error No such thing\n  → nerve init\n',
  );
});
