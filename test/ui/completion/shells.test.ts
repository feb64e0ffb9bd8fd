import { describe, expect, it } from 'vitest';
import { completionScript } from '../../../src/ui/completion/scripts.ts';
import { CASES, model } from './fixture.ts';
import { shells } from './shells.ts';

it('finds at least one shell to ask', () => {
  expect(shells.length).toBeGreaterThan(0);
});

for (const { name, complete } of shells) {
  describe(name, () => {
    it('completes words, values, lists, folders and files', () => {
      const found = complete(
        completionScript(name, model),
        CASES.map(([line]) => line),
      );
      // Some shells also offer short flags, or all flags where no argument is left.
      const longOnly = found.map((candidates, at) => {
        const wantsFlag = / -[^ =]*$/.test(CASES[at]?.[0] ?? '');
        const words = candidates.map((word) => word.replace(/^--\w+=/, ''));
        return words.filter((word) => (wantsFlag ? word.startsWith('--') : !word.startsWith('-')));
      });
      expect(Object.fromEntries(CASES.map(([line], at) => [line, longOnly[at]]))).toEqual(
        Object.fromEntries(CASES),
      );
    });
  });
}
