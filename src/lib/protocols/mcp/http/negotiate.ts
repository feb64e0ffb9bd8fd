/** What a request has to say of the types that it sends and takes. */
import { type Headers, header } from '../era.ts';
import { invalid, type Refusal } from './refuse.ts';

const BOTH = 'application/json, text/event-stream';

/** Why a POST is refused before its body is read, or undefined. */
export function postProblem(headers: Headers): Refusal | undefined {
  const type = header(headers, 'content-type');
  if (type === undefined || !/^application\/json\s*(?:;|$)/i.test(type))
    return invalid(415, 'Content-Type has to be application/json');
  const accept = header(headers, 'accept');
  if (accept === BOTH || (accepts(accept, 'application/json') && accepts(accept, 'text/event-stream')))
    return undefined;
  return invalid(406, `Accept has to allow ${BOTH}`);
}

export function acceptsStream(headers: Headers): boolean {
  return accepts(header(headers, 'accept'), 'text/event-stream');
}

/** Without the header, everything is accepted (RFC 9110, 12.5.1). */
function accepts(accept: string | undefined, type: string): boolean {
  if (accept === undefined) return true;
  const [group] = type.split('/');
  return accept.split(',').some((part) => {
    const range = part.split(';')[0]?.trim().toLowerCase();
    return range === type || range === '*/*' || range === `${group}/*`;
  });
}
