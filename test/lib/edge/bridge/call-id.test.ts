/** Which calls get an id of ours. */
import { expect, test } from 'vitest';
import { lacksCallId, withCallId } from '../../../../src/lib/edge/bridge/call-id.ts';

const call = (_meta?: object, method = 'tools/call') => ({ id: 1, method, params: { name: 'x', _meta } });

test.each([
  [call(), true],
  [call({ progressToken: 1 }), true],
  [call({ callId: 7 }), true],
  [call({ callId: 'exec-1' }), false],
  [call({ 'claudecode/toolUseId': 'toolu_1' }), false],
  [call({ 'nerve/callId': 'from a bridge before us' }), false],
  [call({}, 'tools/list'), false],
])('%j', (request, lacks) => {
  expect(lacksCallId(request)).toBe(lacks);
});

test('the rest of the call stays', () => {
  const request = { jsonrpc: '2.0', ...call({ progressToken: 1 }) };
  const { params, ...rest } = withCallId(request);
  expect(rest).toEqual({ jsonrpc: '2.0', id: 1, method: 'tools/call' });
  expect(params).toEqual({
    name: 'x',
    _meta: { progressToken: 1, 'nerve/callId': expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
  expect(lacksCallId({ ...rest, params })).toBe(false);
});
