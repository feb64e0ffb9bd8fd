/** What a client may be asked. */
import { describe, expect, test } from 'vitest';
import { assertCapable } from '../../../../src/lib/protocols/mcp/questions.ts';

describe('assertCapable', () => {
  const ask = (params: object) => ({ method: 'elicitation/create', params: { ...params } }) as const;
  const sample = (params: object) => ({ method: 'sampling/createMessage', params: { ...params } }) as const;
  const roots = { method: 'roots/list' } as const;
  test.each([
    [{ elicitation: {} }, ask({}), undefined],
    [{ elicitation: { form: {} } }, ask({ mode: 'form' }), undefined],
    [{ elicitation: { url: {} } }, ask({ mode: 'url' }), undefined],
    [{ elicitation: { url: {} } }, ask({}), { elicitation: {} }],
    [{ elicitation: {} }, ask({ mode: 'url' }), { elicitation: { url: {} } }],
    [{}, ask({}), { elicitation: {} }],
    [{ elicitation: true as never }, ask({}), { elicitation: {} }],
    [{ sampling: {} }, sample({}), undefined],
    [{ sampling: {} }, sample({ tools: [] }), { sampling: { tools: {} } }],
    [{ roots: {} }, roots, undefined],
    [{}, roots, { roots: {} }],
  ])('%j for %j', (capabilities, request, missing) => {
    const check = (): void => assertCapable(capabilities, [request]);
    if (!missing) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ data: { requiredCapabilities: missing } }));
  });
});
