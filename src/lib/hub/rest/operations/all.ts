/** Every operation of the REST interface, in the order in which documents show them. */
import type { Operation } from '../operation.ts';
import { disableAgent, enableAgent, listAgents, removeAgent, syncAgents } from './agents.ts';
import { listEvents, listSessionEvents } from './events.ts';
import { describeInterface, diagnostics } from './hub.ts';
import { appendMessages, listMessages } from './messages.ts';
import { archiveSession, changeSession, getSession, listSessions, unarchiveSession } from './sessions.ts';
import { listTokens, mintToken, revokeToken, rotateToken } from './tokens.ts';

export const allOperations: readonly Operation[] = [
  listSessions,
  getSession,
  changeSession,
  archiveSession,
  unarchiveSession,
  listMessages,
  appendMessages,
  listSessionEvents,
  listEvents,
  listTokens,
  mintToken,
  revokeToken,
  rotateToken,
  listAgents,
  syncAgents,
  enableAgent,
  disableAgent,
  removeAgent,
  diagnostics,
  describeInterface,
];
