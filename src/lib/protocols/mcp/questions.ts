/** What a server asks of a client: whether it may, and in 2025, who waits for which answer. */
import { randomBytes } from 'node:crypto';
import { CODES, McpError, missingCapability } from './errors.ts';
import { isFields, type Response } from './message.ts';
import type { ClientCapabilities, Fields, InputRequest } from './types.ts';

/** @throws McpError when the client never said that it can do one of these */
export function assertCapable(capabilities: ClientCapabilities, requests: readonly InputRequest[]): void {
  const missing = requests.map(neededFor).filter((needed) => !isOffered(capabilities, needed));
  if (missing.length > 0) throw missingCapability(Object.assign({}, ...missing));
}

function neededFor(request: InputRequest): ClientCapabilities {
  if (request.method === 'sampling/createMessage')
    return { sampling: request.params.tools === undefined ? {} : { tools: {} } };
  if (request.method === 'roots/list') return { roots: {} };
  return { elicitation: request.params.mode === 'url' ? { url: {} } : {} };
}

function isOffered(capabilities: ClientCapabilities, needed: ClientCapabilities): boolean {
  return Object.entries(needed).every(([name, parts]) => {
    const offered = capabilities[name];
    if (!isFields(offered) || !isFields(parts)) return false;
    // Naming only `url` says that forms are not for this client; naming nothing means forms.
    if (name === 'elicitation' && parts.url === undefined && offered.form === undefined)
      return offered.url === undefined;
    return Object.keys(parts).every((part) => offered[part] !== undefined);
  });
}

export interface Question {
  readonly id: string;
  readonly answer: Promise<Fields>;
  /** Rejects the answer; false if it has come already. */
  withdraw(reason: Error): boolean;
}

export interface Questions {
  /** A new question: where its answer will come, and a way to give up on it. */
  pose(owner: string): Question;
  /** Takes what a client sent; of another owner, or no longer wanted, it is ignored. */
  answer(owner: string, response: Response): void;
}

/** Questions of 2025 that wait for their answers. The owner is the session, of one principal. */
export function createQuestions(): Questions {
  // An answer meant for the process before a restart must not fit a question of this one.
  const prefix = randomBytes(6).toString('base64url');
  let count = 0;
  const waiting = new Map<
    string,
    { owner: string; resolve: (answer: Fields) => void; reject: (e: Error) => void }
  >();
  return {
    pose(owner) {
      count += 1;
      const id = `${prefix}-${count}`;
      const { promise, resolve, reject } = Promise.withResolvers<Fields>();
      waiting.set(id, { owner, resolve, reject });
      return {
        id,
        answer: promise,
        withdraw(reason) {
          if (!waiting.delete(id)) return false;
          reject(reason);
          return true;
        },
      };
    },
    answer(owner, { id, result, error }) {
      const question = waiting.get(String(id));
      if (question?.owner !== owner) return;
      waiting.delete(String(id));
      if (isFields(result)) question.resolve(result);
      else question.reject(toError(error));
    },
  };
}

function toError(error: unknown): McpError {
  const code = isFields(error) && Number.isInteger(error.code) ? Number(error.code) : CODES.internal;
  const message = isFields(error) && typeof error.message === 'string' ? error.message : 'no result';
  return new McpError(code, `The client answered with an error: ${message.slice(0, 500)}`);
}
