/** Long texts of `--help`. */

/**
 * A text whose paragraphs are wrapped in the source: a line break becomes a space, so that help wraps them at the
 * reader's own width; an empty line stays a paragraph's end, and an indented line stays a line.
 */
export function prose(text: string): string {
  return text
    .trim()
    .replace(/([^\n])\n(?=[^\n\s])/g, '$1 ')
    .replace(/[ \t]+$/gm, '');
}
