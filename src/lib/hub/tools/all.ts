/** Every tool of the hub, in the order in which agents see them. */
import type { Config } from '../../base/config/config.ts';
import { hubStatus } from './hub/hub-status.ts';
import { sessionArchive } from './session/session-archive.ts';
import { sessionContext } from './session/session-context.ts';
import { sessionList } from './session/session-list.ts';
import { sessionRead } from './session/session-read.ts';
import { sessionTitle } from './session/session-title.ts';
import type { ToolSpec } from './tool.ts';

const HOUSE_OF_AGENTS = /^hoa_/;

export const allTools: readonly ToolSpec[] = [
  sessionContext,
  sessionList,
  sessionRead,
  sessionTitle,
  sessionArchive,
  hubStatus,
];

/** The tools that the settings let agents see; others do not exist for them, also when they are called by name. */
export function offeredTools(
  config: Pick<Config, 'flag'>,
  tools: readonly ToolSpec[] = allTools,
): readonly ToolSpec[] {
  if (config.flag('mcp_endpoint.include_hoa')) return tools;
  return tools.filter(({ name }) => !HOUSE_OF_AGENTS.test(name));
}
