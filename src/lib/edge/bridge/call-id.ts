/** The id by which the hub knows a call again that comes twice, because its answer was lost. */
import { randomUUID } from 'node:crypto';
import type { Request } from '../../protocols/mcp/message.ts';
import { metaOf } from '../../protocols/mcp/meta-keys.ts';

/** Claude Code and Codex name their calls themselves; the last is ours, for everybody else. */
const CALL_ID = 'nerve/callId';
const KEYS = ['claudecode/toolUseId', 'callId', CALL_ID];

/** Whether a call has to be given an id. */
export function lacksCallId({ method, params }: Request): boolean {
  if (method !== 'tools/call') return false;
  const meta = metaOf(params);
  return KEYS.every((key) => typeof meta[key] !== 'string');
}

/** The same call with an id of its own. */
export function withCallId<R extends Request>(request: R): R {
  const _meta = { ...metaOf(request.params), [CALL_ID]: randomUUID() };
  return { ...request, params: { ...request.params, _meta } };
}
