/** What `session_meta` and `turn_context` say of the session: the head, its relations, and what a revert takes back. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import { isObject, sameMeaning } from '../../../base/kernel/json.ts';
import type { TranscriptHead } from '../item.ts';
import { facts, num, obj, str } from './fields.ts';
import { byTurns, inheritanceOf } from './inheritance.ts';
import type { Line } from './line.ts';

export function sessionOf(thread: string): string {
  return `codex:${thread.toLowerCase()}`;
}

/** `session_meta` (docs/ingest.md): the first is the file's; one of another thread is part of a copied history. */
export function sessionMeta(line: Line, meta: JsonObject): void {
  const { state } = line;
  const id = str(meta.id)?.toLowerCase();
  if (state.begun && id !== undefined && id !== state.thread) {
    state.inheritance ??= byTurns(state.head ? { timestamp: stamp(state.head) } : {}, line.at);
    const { head } = state;
    if (head && head.forkedFrom === undefined) setHead(line, { ...head, forkedFrom: sessionOf(id) });
    return;
  }
  if (!state.begun) {
    state.begun = true;
    if (id !== undefined) state.thread = id;
    const inheritance = inheritanceOf(meta, line.at);
    if (inheritance) state.inheritance = inheritance;
    revert(line, meta);
  }
  state.mode = meta.history_mode === 'paginated' ? 'paginated' : 'legacy';
  setHead(line, headOf(line, meta));
}

/** `turn_context`: the model from here on, the turn's id (from 0.130 on), and where the agent works now. */
export function turnContext(line: Line, context: JsonObject): void {
  const { state } = line;
  const model = str(context.model);
  if (model !== undefined) state.model = model;
  const turn = str(context.turn_id);
  if (turn !== undefined) state.turnId = turn;
  if (line.inherited || !state.head) return;
  const { head } = state;
  const cwd = str(context.cwd);
  const moved = cwd !== undefined && cwd !== (head.data?.turnCwd ?? head.cwd);
  if (!moved && (model === undefined || model === head.model)) return;
  setHead(line, {
    ...head,
    ...(model === undefined ? {} : { model }),
    ...(moved ? { data: { ...head.data, turnCwd: cwd } } : {}),
  });
}

function setHead(line: Line, head: TranscriptHead): void {
  if (line.state.head && sameMeaning(line.state.head, head)) return;
  line.state.head = head;
  line.out.head = head;
}

function headOf(line: Line, meta: JsonObject): TranscriptHead {
  const { state } = line;
  const base = obj(meta.history_base);
  const own = state.thread;
  const origin = str(meta.forked_from_id) ?? other(base.thread_id, own);
  const parent = parentOf(meta, own);
  const git = gitOf(obj(meta.git));
  const started = Date.parse(str(meta.timestamp) ?? '');
  const cwd = str(meta.cwd);
  const version = str(meta.cli_version);
  return {
    agent: 'codex',
    session: sessionOf(own),
    startedAt: Number.isNaN(started) ? line.at : started,
    ...(cwd === undefined ? {} : { cwd }),
    ...(version === undefined ? {} : { agentVersion: version }),
    ...(parent === undefined ? {} : { parent: sessionOf(parent) }),
    ...(origin === undefined ? {} : { forkedFrom: sessionOf(origin) }),
    ...(state.model === undefined ? {} : { model: state.model }),
    ...(git ? { git } : {}),
    data: facts({
      archived: state.archived,
      generation: state.generation === '' ? undefined : state.generation,
      historyMode: state.mode,
      source: sourceOf(meta.source),
      threadSource: str(meta.thread_source),
      originator: str(meta.originator),
      provider: str(meta.model_provider),
      root: other(meta.session_id, own),
      agentNickname: str(meta.agent_nickname),
      agentPath: str(meta.agent_path),
      agentRole: str(meta.agent_role),
      baseThread: str(base.thread_id),
      baseOrdinal: num(base.end_ordinal_exclusive),
    }),
  };
}

/** 0.169 says it twice, 0.130 only inside `source`; a review of 0.130 does not say it at all. */
function parentOf(meta: JsonObject, own: string): string | undefined {
  const subagent = obj(obj(meta.source).subagent);
  const spawned = str(obj(subagent.thread_spawn).parent_thread_id);
  const root = meta.thread_source === 'subagent' ? other(meta.session_id, own) : undefined;
  return str(meta.parent_thread_id) ?? spawned ?? root;
}

/** `cli`, or `subagent:review`, `subagent:thread_spawn` for the forms that are objects. */
function sourceOf(source: unknown): string | undefined {
  if (!isObject(source)) return str(source);
  const [kind] = Object.keys(source);
  const inner = kind === undefined ? undefined : source[kind];
  const detail = isObject(inner) ? Object.keys(inner)[0] : str(inner);
  return [kind, detail].filter((part) => part !== undefined).join(':') || undefined;
}

function gitOf(git: JsonObject): TranscriptHead['git'] {
  const branch = str(git.branch);
  const commit = str(git.commit_hash);
  const repository = str(git.repository_url);
  if (branch === undefined && commit === undefined && repository === undefined) return undefined;
  return {
    ...(branch === undefined ? {} : { branch }),
    ...(commit === undefined ? {} : { commit }),
    ...(repository === undefined ? {} : { repository }),
  };
}

/** A file that goes on from its own thread's earlier file takes back what came after the cut. */
function revert(line: Line, meta: JsonObject): void {
  const base = obj(meta.history_base);
  const from = num(base.end_ordinal_exclusive);
  if (str(base.thread_id)?.toLowerCase() !== line.state.thread || from === undefined) return;
  line.out.voidedRanges = [{ of: 'earlier', from }];
}

function other(thread: unknown, own: string): string | undefined {
  const id = str(thread)?.toLowerCase();
  return id === own ? undefined : id;
}

function stamp(head: TranscriptHead): string {
  return new Date(head.startedAt).toISOString();
}
