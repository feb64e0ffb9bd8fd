/** The beginning of a text that may hold secrets, and be long. */
import { redact } from './redact.ts';

/** Secrets are looked for in so many times the characters that are shown. */
const WIDER = 4;
/** What is longer than this is known for a secret without its end. */
const MARGIN = 256;

/**
 * At most so many characters, with an ellipsis where more was there. Redacted before it is cut, so that no half of a
 * secret is left; nor where the look for secrets ends in one.
 */
export function redactedStart(text: string, most: number): string {
  const looked = most * WIDER + MARGIN;
  const isWhole = text.length <= looked;
  const clean = redact(isWhole ? text : text.slice(0, looked));
  if (isWhole && clean.length <= most) return clean;
  return `${(isWhole ? clean : clean.slice(0, -MARGIN)).slice(0, most)}…`;
}
