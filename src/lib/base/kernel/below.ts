/** Whether paths lie in each other, by their text. */

/** Whether a path is a directory or lies below it. */
export function isBelow(path: string, directory: string): boolean {
  const folder = directory.replace(/[/\\]$/, '');
  return path === directory || path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`);
}
