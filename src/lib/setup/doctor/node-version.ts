/** Which releases of Node nerve runs on; the same rule as in `bin/nerve.js` and `engines` of package.json. */

export const SUPPORTED_NODES = '22.22.2 or later of 22, 24.15 or later of 24, 26 or later';

/** Whether a release (`24.15.0` or `v24.15.0`) is good enough. */
export function isSupportedNode(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major >= 26) return true;
  if (major === 24) return minor >= 15;
  return major === 22 && (minor > 22 || (minor === 22 && patch >= 2));
}
