/** What a reader of Copilot CLI's events knows between two lines; plain data. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import type { TranscriptHead } from '../item.ts';
import type { OpenCalls } from '../open-calls.ts';
import { known, objectField, textField, timeField } from '../row-fields.ts';
import { copilotSession, type FileFacts } from './file-facts.ts';

export interface CopilotState {
  /** Time of the last event that had one. */
  at: number;
  /** The prompt that the events belong to. */
  turn?: string;
  calls: OpenCalls;
  /** The reasoning of the next message was an event of its own. */
  isReasoningTold?: boolean;
  facts: HeadFacts;
  /** Facts that no head has told yet. */
  isNews: boolean;
}

export interface HeadFacts {
  startedAt?: number;
  cwd?: string;
  title?: string;
  version?: string;
  model?: string;
  parent?: string;
  branch?: string;
  commit?: string;
  repository?: string;
}

export function freshState(): CopilotState {
  return { at: 0, calls: [], facts: {}, isNews: true };
}

/** Takes over an event that speaks of the session as a whole. */
export function learnHead(state: CopilotState, event: JsonObject, data: JsonObject): void {
  // A sub-agent's model and folder are its own.
  if (textField(event, 'agentId') !== undefined) return;
  const context = event.type === 'session.context_changed' ? data : objectField(data, 'context');
  learn(state, {
    startedAt: state.facts.startedAt ?? timeField(data, 'startTime'),
    cwd: state.facts.cwd ?? textField(context, 'cwd'),
    title: textField(data, 'title'),
    version: textField(data, 'copilotVersion'),
    model: textField(data, 'newModel') ?? textField(data, 'selectedModel'),
    parent: textField(data, 'detachedFromSpawningParentSessionId'),
    branch: textField(context, 'branch'),
    commit: state.facts.commit ?? textField(context, 'headCommit'),
    repository: textField(context, 'repository'),
  });
}

export function headOf({ facts, at }: CopilotState, file: FileFacts): TranscriptHead {
  const title = facts.title ?? file.title;
  const git = known({ branch: facts.branch, commit: facts.commit, repository: facts.repository });
  return {
    agent: 'copilot',
    session: copilotSession(file.session),
    startedAt: facts.startedAt ?? at,
    ...(facts.cwd !== undefined && { cwd: facts.cwd }),
    ...(title !== undefined && { title }),
    ...(facts.version !== undefined && { agentVersion: facts.version }),
    ...(facts.parent !== undefined && { parent: copilotSession(facts.parent) }),
    ...(facts.model !== undefined && { model: facts.model }),
    ...(git !== undefined && { git }),
  };
}

function learn(state: CopilotState, facts: { [Key in keyof HeadFacts]: HeadFacts[Key] | undefined }): void {
  for (const [key, value] of Object.entries(facts)) {
    if (value === undefined || state.facts[key as keyof HeadFacts] === value) continue;
    state.facts = { ...state.facts, [key]: value };
    state.isNews = true;
  }
}
