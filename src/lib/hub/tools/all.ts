/** Every tool of the hub, in the order in which agents see them. */
import { hubStatus } from './hub/hub-status.ts';
import { sessionArchive } from './session/session-archive.ts';
import { sessionContext } from './session/session-context.ts';
import { sessionList } from './session/session-list.ts';
import { sessionRead } from './session/session-read.ts';
import { sessionTitle } from './session/session-title.ts';
import type { ToolSpec } from './tool.ts';

export const allTools: readonly ToolSpec[] = [
  sessionContext,
  sessionList,
  sessionRead,
  sessionTitle,
  sessionArchive,
  hubStatus,
];
