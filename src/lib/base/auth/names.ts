/** What tokens may be called, whom they may stand for and how long they may live. */
import { UserError } from '../kernel/errors.ts';
import { TOKEN_KINDS, type TokenKind } from '../store/token-row.ts';

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const SUBJECT = /^[A-Za-z0-9][A-Za-z0-9:@._-]{0,127}$/;

/** Seconds: a minute to ten years (of 365 days). */
export const MIN_TTL = 60;
export const MAX_TTL = 10 * 31_536_000;

export function isTokenName(text: string): boolean {
  return NAME.test(text);
}

/** @throws UserError unless the name is 1-64 of a-z, 0-9, dot, dash, underscore and starts with a letter or digit. */
export function assertTokenName(name: string): void {
  if (isTokenName(name)) return;
  throw new UserError(`${shown(name)} cannot be the name of a token`, {
    code: 'bad-name',
    hint: 'use 1 to 64 of a-z, 0-9, dot, dash and underscore, starting with a letter or a digit',
  });
}

/** @throws UserError unless the subject is 1-128 printable ASCII characters of an identifier. */
export function assertSubject(subject: string): void {
  if (SUBJECT.test(subject)) return;
  throw new UserError(`A token cannot stand for ${shown(subject)}`, {
    code: 'bad-subject',
    hint: 'use up to 128 letters, digits and : @ . _ -, starting with a letter or a digit',
  });
}

/** @throws UserError for a kind that does not exist. */
export function assertKind(kind: string): asserts kind is TokenKind {
  if ((TOKEN_KINDS as readonly string[]).includes(kind)) return;
  throw new UserError(`There is no kind of token called ${shown(kind)}`, {
    code: 'bad-kind',
    hint: `one of: ${TOKEN_KINDS.join(', ')}`,
  });
}

/** @throws UserError unless the seconds are whole and between a minute and ten years. */
export function assertTtl(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= MIN_TTL && seconds <= MAX_TTL) return;
  throw new UserError('A token lives for at least 1m and at most 10y', {
    code: 'bad-ttl',
    hint: 'give a time such as 8h, 30d or 1y',
  });
}

/** What a person typed, for a message: cut short, because it may be a token that was pasted in the wrong place. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 24 ? `${text.slice(0, 12)}…` : text);
}
