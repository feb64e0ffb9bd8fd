/** Why the hub cannot answer, as a sentence for the model and the user. */
import { errorText } from '../../protocols/mcp/encode.ts';
import { CODES, McpError } from '../../protocols/mcp/errors.ts';
import type { RequestId } from '../../protocols/mcp/types.ts';
import type { Era } from '../../protocols/mcp/versions.ts';

export type FailureCode = 'not-set-up' | 'no-token' | 'unauthorized' | 'hub-down' | 'hub-refused';

/** Said of a stranger at the hub's address. */
export const NOT_THE_HUB = 'What answers at hub.url is not the nerve hub.';

/** The request did not get through, and trying again now would not help. */
export class Failure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.name = 'Failure';
    this.code = code;
  }
}

/** The client wants no answer any more. */
export class Cancelled extends Error {
  constructor() {
    super('the request was cancelled');
    this.name = 'Cancelled';
  }
}

/** The failure as the answer to a request. */
export function failureText(era: Era, id: RequestId | undefined, { code, message }: Failure): string {
  return errorText(era, id, new McpError(CODES.internal, message, { code }));
}
