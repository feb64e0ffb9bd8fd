/** What a subscription gets of what it wants. */
import { expect, test } from 'vitest';
import { readFilter } from '../../../../src/lib/protocols/mcp/listeners.ts';

const any = (): boolean => true;

test('a filter is cut down to what there is', () => {
  const all = {
    toolsListChanged: true,
    promptsListChanged: true,
    resourcesListChanged: true,
    resourceSubscriptions: ['x'],
  };
  expect(readFilter(all, { tools: true, prompts: true, resources: true }, any)).toEqual(all);
  expect(readFilter(all, { tools: true, prompts: true, resources: true }, (uri) => uri !== 'x')).toEqual({
    ...all,
    resourceSubscriptions: undefined,
  });
  expect(readFilter(all, { tools: false, prompts: false, resources: false }, any)).toEqual({});
  expect(
    readFilter({ toolsListChanged: 'yes' }, { tools: true, prompts: true, resources: true }, any),
  ).toEqual({});
  const many = { resourceSubscriptions: Array.from({ length: 1_001 }, (_, at) => `x://${at}`) };
  expect(readFilter(many, { tools: true, prompts: true, resources: true }, any)).toBeUndefined();
});
