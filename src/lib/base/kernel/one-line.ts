/** Text of others on a line of ours: it cannot begin another one. */
import { redact } from './redact.ts';

/** Spaces for line ends and whatever else steers. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** The same without secrets, for what a model or a person reads. */
export function label(text: string): string {
  return redact(oneLine(text));
}
