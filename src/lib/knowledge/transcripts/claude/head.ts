/** The head of a Claude Code session, from what its rows have told so far. Pure. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import type { TranscriptHead } from '../item.ts';
import { known, objectsField, textField } from '../row-fields.ts';
import { claudeSession, type FileFacts } from './file-facts.ts';
import { type ClaudeState, learn, learnFork } from './state.ts';

/** Takes over a row that speaks of the session as a whole. */
export function learnHead(state: ClaudeState, row: JsonObject): void {
  switch (row.type) {
    case 'custom-title':
      learn(state, 'personTitle', textField(row, 'customTitle'));
      break;
    case 'ai-title':
      learn(state, 'modelTitle', textField(row, 'aiTitle'));
      break;
    case 'summary':
      // Before a session's own rows stand summaries of other sessions.
      if (state.facts.startedAt !== undefined) learn(state, 'summary', textField(row, 'summary'));
      break;
    case 'relocated':
      learn(state, 'cwd', textField(row, 'relocatedCwd'));
      break;
    case 'pr-link':
      learn(state, 'pullRequest', textField(row, 'prUrl'));
      break;
    case 'derived-from':
      learnFork(
        state,
        textField(
          objectsField(row, 'sessions').findLast(({ via }) => via === 'branch'),
          'id',
        ),
      );
      break;
  }
}

export function headOf(state: ClaudeState, file: FileFacts): TranscriptHead {
  const { facts, session } = state;
  const title = facts.personTitle ?? facts.modelTitle ?? facts.summary ?? textField(file.meta, 'description');
  const model = facts.model ?? textField(file.meta, 'model');
  const isAgent = file.agent !== undefined;
  const data = known({
    entrypoint: facts.entrypoint,
    pullRequest: facts.pullRequest,
    agentType: textField(file.meta, 'agentType'),
    startedBy: textField(file.meta, 'toolUseId'),
  });
  return {
    agent: 'claude-code',
    session: claudeSession(session, file.agent),
    startedAt: facts.startedAt ?? state.at,
    ...(facts.cwd !== undefined && { cwd: facts.cwd }),
    ...(title !== undefined && { title }),
    ...(facts.version !== undefined && { agentVersion: facts.version }),
    ...(isAgent && session !== undefined && { parent: claudeSession(session) }),
    ...(!isAgent && facts.forkedFrom !== undefined && { forkedFrom: claudeSession(facts.forkedFrom) }),
    ...(model !== undefined && { model }),
    ...(facts.branch !== undefined && { git: { branch: facts.branch } }),
    ...(data !== undefined && { data }),
  };
}
