/** A write that comes a second time, because its answer was lost on the way, has no second effect. */
import { sha256 } from '../../base/kernel/hash.ts';
import type { Json } from '../../base/kernel/json.ts';
import type { Writing } from '../../base/store/database.ts';
import type { ToolAnswer, ToolContext, WriteTool } from './tool.ts';

type Args = Readonly<Record<string, unknown>>;

/**
 * Runs the work in a transaction, together with what makes it known again: the key that the caller gave
 * (`idempotency_key`), else the client's id of the call; both belong to their session. Without either it simply runs.
 * @param work gets the arguments without the key
 * @throws UserError (`idempotency-key-reused`) for a key that came with other arguments before; what the work throws
 */
export async function runOnce(
  spec: WriteTool,
  { store, principal, session }: Pick<ToolContext, 'store' | 'principal' | 'session'>,
  { idempotency_key: given, ...args }: Args,
  callId: string | null,
  work: (args: Args, writing: Writing) => Promise<ToolAnswer>,
): Promise<{ readonly result: ToolAnswer; readonly replayed: boolean }> {
  const argsHash = sha256(JSON.stringify(args));
  // An id may come again with another call; a key is a promise that it does not.
  const own = callId === null ? undefined : `call ${sha256(`${session}\n${callId}\n${argsHash}`)}`;
  const key = typeof given === 'string' ? `key ${session} ${given}` : own;
  if (key === undefined) {
    return { result: await store.transaction((writing) => work(args, writing)), replayed: false };
  }
  const call = { key, principal: principal.name, tool: spec.name, argsHash };
  const { result, replayed } = await store.idempotency.run(
    call,
    async (writing) => (await work(args, writing)) as unknown as Json,
  );
  return { result: result as unknown as ToolAnswer, replayed };
}
