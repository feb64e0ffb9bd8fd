import { describe, expect, it } from 'vitest';
import { completionScript, SHELLS } from '../../../src/ui/completion/scripts.ts';
import { model } from './fixture.ts';

describe.each(SHELLS)('%s', (shell) => {
  it('is this text', async () => {
    await expect(completionScript(shell, model)).toMatchFileSnapshot(`golden/nerve.${shell}`);
  });

  it('names nothing hidden', () => {
    expect(completionScript(shell, model)).not.toMatch(/welcome|secret|unused/);
  });
});
