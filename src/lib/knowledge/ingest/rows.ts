/** Items of a transcript as rows of the store. Pure. */
import type { JsonObject } from '../../base/kernel/json.ts';
import type { IngestHead, IngestMessage, IngestUsage } from '../../base/store/ingest-rows.ts';
import type { TranscriptHead, TranscriptItem, UsageFact } from '../transcripts/item.ts';
import type { Cleaner } from './clean.ts';

const TITLE = 80;

/** @param index place of its line in the file, for items that have no ordinal of their own */
export function messageOf(item: TranscriptItem, index: number, cleaner: Cleaner): IngestMessage {
  const { tool } = item;
  const facts = factsOf(item);
  return {
    id: item.id,
    at: Math.max(0, Math.round(item.at)),
    role: item.role,
    kind: item.kind,
    text: cleaner.text(item.text),
    output: item.output === undefined ? null : cleaner.text(item.output),
    data: facts === undefined ? '{}' : JSON.stringify(cleaner.data(facts)),
    callId: item.callId || null,
    turnId: item.turnId ?? null,
    tool: tool?.name ?? null,
    server: tool?.server ?? null,
    status: tool?.status ?? null,
    ordinal: item.ordinal ?? index,
    copy: item.inherited === true,
  };
}

function factsOf({ data, tool }: TranscriptItem): JsonObject | undefined {
  if (tool?.exitCode === undefined && tool?.durationMs === undefined) return data;
  return {
    ...data,
    ...(tool.exitCode !== undefined && { exitCode: tool.exitCode }),
    ...(tool.durationMs !== undefined && { durationMs: tool.durationMs }),
  };
}

export function usageOf(fact: UsageFact): IngestUsage {
  return { ...fact, turnId: fact.turnId ?? null, model: fact.model ?? null };
}

export function headOf(head: TranscriptHead, cleaner: Cleaner): IngestHead {
  const { agent, session, agentVersion, cwd, title, parent, startedAt, forkedFrom, model, git, data } = head;
  const name = title === undefined ? '' : cleaner.text(oneLine(title));
  // Where the file lies may change; the session's own status follows it.
  const { archived: _, ...more } = data ?? {};
  const facts: JsonObject = {
    ...(name !== '' && { title: name }),
    ...(forkedFrom !== undefined && { forkedFrom }),
    ...(model !== undefined && { model }),
    ...(git !== undefined && { git: git as JsonObject }),
    ...more,
  };
  return {
    session,
    client: agent,
    version: agentVersion ?? null,
    title: name,
    cwd: cwd ?? null,
    parent: parent ?? null,
    startedAt: Math.max(0, Math.round(startedAt)),
    metadata: { transcript: cleaner.data(facts) },
  };
}

/** What a session is called that has no name: the beginning of its first prompt. */
export function titleFrom(messages: readonly IngestMessage[]): string | undefined {
  const prompt = messages.find(
    ({ role, kind, copy, text }) => role === 'user' && kind === 'text' && !copy && text !== '',
  );
  if (!prompt) return undefined;
  const line = oneLine(prompt.text.slice(0, TITLE * 4));
  const shown = line.length > TITLE ? `${line.slice(0, TITLE)}…` : line;
  return shown === '' ? undefined : shown;
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
