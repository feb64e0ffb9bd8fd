/** One attempt to use a tool: the call, and its row of the audit, which for a write commits with the effect. */
import { type Attempt, type Audit, eventOf } from '../audit/audit.ts';
import { type Invocation, invoke } from './invoke.ts';
import type { ToolContext, ToolSpec } from './tool.ts';

/** Whose attempt it is, besides what its context says. */
export interface Caller {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What the client calls itself. */
  readonly client: string;
  readonly callId: string | null;
}

/** Calls a tool and sees to its row. Never throws. */
export async function attempt(
  audit: Pick<Audit, 'note'>,
  spec: ToolSpec,
  context: ToolContext,
  args: Readonly<Record<string, unknown>>,
  { at, client, callId }: Caller,
): Promise<Invocation> {
  const began = performance.now();
  const { principal, session, store } = context;
  const told = ({ outcome, code, text }: Invocation): Attempt => ({
    at,
    outcome,
    code: code ?? null,
    principal: principal.name,
    jti: principal.jti,
    client,
    session,
    tool: spec.name,
    callId,
    durationUs: Math.round((performance.now() - began) * 1000),
    args,
    result: text,
  });
  const invocation = await invoke(spec, context, args, {
    callId,
    keep: (done, writing) => store.events.append([eventOf(told(done))], writing),
  });
  const full = invocation.kept ? undefined : audit.note(told(invocation));
  if (full) await full;
  return invocation;
}
