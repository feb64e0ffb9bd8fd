/** Messages and labels as whole sentences. */

/** A message of an error on one line, with a full stop. */
export function sentence(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ');
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

/** With a capital letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
