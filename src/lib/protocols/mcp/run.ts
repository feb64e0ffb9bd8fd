/** Runs one request from its start to its answer. */
import type { ServerCall } from './call.ts';
import type { Core } from './core.ts';
import { answerText, errorText } from './encode.ts';
import { CODES, McpError, statusOf } from './errors.ts';
import type { Principal } from './handlers.ts';
import { invoke } from './methods.ts';
import type { RequestId } from './types.ts';

/** Starts a call; its outlet gets the answer, at once if the handler has it at once. Never throws. */
export function run<P extends Principal>(core: Core<P>, call: ServerCall<P>): void {
  try {
    const result = invoke(core, call);
    if (result instanceof Promise) waitFor(core, call, result);
    else succeed(core, call, result);
  } catch (error) {
    fail(core, call, error);
  }
}

/** Cancels a call on the word of its owner; one that is unknown or over by now is nobody's mistake. */
export function cancel<P extends Principal>(core: Core<P>, owner: string, id: RequestId): void {
  // Looked for only now: most calls are never cancelled, so nothing is kept for that. Of two with one id, the later.
  const named = [...core.calls].findLast((call) => call.owner === owner && call.requestId === id);
  named?.cancel('the client cancelled the request');
}

function waitFor<P extends Principal>(core: Core<P>, call: ServerCall<P>, result: Promise<string>): void {
  core.calls.add(call);
  call.outlet.wait(call);
  result.then(
    (text) => {
      core.calls.delete(call);
      succeed(core, call, text);
    },
    (error) => {
      core.calls.delete(call);
      fail(core, call, error);
    },
  );
}

/** Answers a call that takes too long for a server that closes: the client learns that it may try again. */
export function giveUp<P extends Principal>(call: ServerCall<P>): void {
  if (call.over) return;
  call.stop('the server is closing');
  const error = new McpError(CODES.internal, 'The server is closing; the call was cancelled');
  call.outlet.answer(errorText(call.era, call.requestId, error), 200);
}

const ANSWERED = 'the call has ended';

function succeed<P extends Principal>(core: Core<P>, call: ServerCall<P>, result: string): void {
  if (call.over) return;
  const { asked } = call;
  let text = result;
  if (asked) {
    try {
      text = inputRequired(core, call, asked);
    } catch (error) {
      call.asked = undefined;
      fail(core, call, error);
      return;
    }
  }
  call.settle(ANSWERED);
  call.outlet.answer(answerText(call.requestId, text), 200);
}

function fail<P extends Principal>(core: Core<P>, call: ServerCall<P>, error: unknown): void {
  if (call.over) return;
  // Asking ends the handler by an error, so this is how most questions of 2026-07-28 arrive here.
  if (call.asked) {
    succeed(core, call, '');
    return;
  }
  call.settle(ANSWERED);
  const answer = error instanceof McpError ? error : new McpError(CODES.internal, 'Internal error');
  if (answer !== error) core.onError(error, call);
  const status = statusOf(call.era, answer.code);
  const { principal, transport, method, client, meta, handled } = call;
  core.onRefused({
    principal,
    status: transport === 'http' ? status : undefined,
    error: answer,
    method,
    client: client.info,
    meta,
    handled,
  });
  call.outlet.answer(errorText(call.era, call.requestId, answer), status);
}

function inputRequired<P extends Principal>(
  core: Core<P>,
  { principal, method, params }: ServerCall<P>,
  { requests, answers }: NonNullable<ServerCall<P>['asked']>,
): string {
  const requestState = core.requestStates.write(principal.key, method, params, answers);
  return core.encodeModern({ resultType: 'input_required', inputRequests: requests, requestState });
}
