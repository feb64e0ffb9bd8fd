/** The key that signs the ids of MCP sessions: made once, so that the sessions of clients outlive the hub. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Context } from '../../base/config/context.ts';
import { RefusedError } from '../../base/kernel/errors.ts';

const BYTES = 32;

/** Where the key is. */
export function sessionKeyFile({ paths }: Pick<Context, 'paths'>): string {
  return join(paths.secrets, 'mcp-session.key');
}

/** Reads the key, or makes it. @throws RefusedError (`bad-key`) for a file that holds none. */
export function sessionKey(context: Pick<Context, 'system' | 'paths'>): Uint8Array {
  const { system } = context;
  const file = sessionKeyFile(context);
  const found = system.read(file);
  if (found) {
    const bytes = Buffer.from(found.bytes.toString('latin1').trim(), 'base64url');
    if (bytes.length === BYTES) return bytes;
    throw new RefusedError(`${file} does not hold a key`, { code: 'bad-key', hint: `rm ${file}` });
  }
  const bytes = randomBytes(BYTES);
  system.makeDirectory(context.paths.secrets, 0o700);
  system.write(file, Buffer.from(`${bytes.toString('base64url')}\n`), { mode: 0o600 });
  return bytes;
}
