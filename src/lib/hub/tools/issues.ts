/** What is wrong with arguments, in words. */
import type { z } from 'zod';

const MOST = 5;

/**
 * At most a few, each with its place: a schema dump helps nobody.
 * @param root the place of the whole; left out where places need none
 */
export function issuesText(issues: readonly z.core.$ZodIssue[], root?: string): string {
  const shown = issues.slice(0, MOST).map(({ path, message }) => {
    const place = [...(root === undefined ? [] : [root]), ...path].join('.');
    return place ? `${place}: ${message}` : message;
  });
  return shown.join('; ') + (issues.length > MOST ? ` and ${issues.length - MOST} more` : '');
}
