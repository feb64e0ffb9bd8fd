/** nerve's entry for an agent that starts `nerve mcp` itself, in the agent's own words. Pure. */
import { UserError } from '../../base/kernel/errors.ts';
import type { JsonObject } from '../../base/kernel/json.ts';
import type { AgentRecord, McpRecord } from '../registry/agent-record.ts';

/** @param launcher absolute path of the program that starts nerve. @throws UserError (`no-stdio`) where the agent cannot write it down. */
export function bridgeEntry(
  { name, title }: AgentRecord,
  { dialect }: McpRecord,
  launcher: string,
): JsonObject {
  const args = ['mcp', '--agent', name];
  const written = dialect.toEntry({ kind: 'stdio', name: 'nerve', command: launcher, args, env: {} });
  if ('entry' in written) return written.entry;
  throw new UserError(`${title} cannot start nerve on stdio: ${written.unsupported}`, {
    code: 'no-stdio',
    hint: `nerve agents add ${name} --transport http`,
  });
}
