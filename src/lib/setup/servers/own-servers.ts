/** The MCP servers in agents' own config files, user scope, as far as nerve did not write them. Only reads. */
import type { Refusal } from '../../agents/changes/change-set.ts';
import { formatOf } from '../../agents/changes/evaluate.ts';
import { loadFormats } from '../../agents/changes/formats.ts';
import { type Ledger, readLedger, recordKey } from '../../agents/changes/ledger.ts';
import type { AgentRecord, McpRecord } from '../../agents/registry/agent-record.ts';
import type { OwnServer, Unsaid } from '../../agents/registry/dialect.ts';
import { placeOf } from '../../agents/registry/places.ts';
import { serverTargetId } from '../../agents/sync/server-targets.ts';
import type { Context } from '../../base/config/context.ts';
import { isReservedName } from '../../base/config/servers.ts';
import { UnparseableError } from '../../base/formats/format.ts';
import { RefusedError } from '../../base/kernel/errors.ts';
import { isObject, type Json, valueAt } from '../../base/kernel/json.ts';
import { textOf } from '../config-edit.ts';

export interface OwnEntry {
  readonly agent: Pick<AgentRecord, 'name' | 'title'>;
  /** The server's name. */
  readonly name: string;
  readonly read: OwnServer | Unsaid;
}

export interface OwnServers {
  /** In the order of the agents, then of their files. */
  readonly entries: readonly OwnEntry[];
  /** Files that cannot be read. */
  readonly unread: readonly Refusal[];
}

/** @throws RefusedError (`unreadable-ledger`) */
export async function readOwnServers(context: Context, agents: readonly AgentRecord[]): Promise<OwnServers> {
  const ledger = readLedger(context.system, context.paths.ledger);
  const entries: OwnEntry[] = [];
  const unread: Refusal[] = [];
  for (const agent of agents) {
    if (!agent.mcp) continue;
    const { dialect } = agent.mcp;
    const file = placeOf(agent, agent.mcp.file.place, context);
    try {
      const found = await entriesIn(context, agent.mcp, file);
      for (const [key, entry] of found.filter(([name]) => !isOurs(ledger, agent.name, name, file))) {
        // It is shown to people, and no definition can have such a name.
        const name = key.replace(/\p{Cc}/gu, '?');
        entries.push({ agent, name, read: dialect.fromEntry(name, entry) });
      }
    } catch (error) {
      unread.push({ file, owner: agent.name, ...reasonOf(error) });
    }
  }
  return { entries, unread };
}

async function entriesIn(context: Context, mcp: McpRecord, file: string): Promise<[string, Json][]> {
  const { format: name } = mcp.file;
  const snapshot = context.system.read(file);
  if (!snapshot) return [];
  const format = formatOf(await loadFormats(new Set([name])), name);
  const servers = valueAt(format.parse(textOf(snapshot.bytes, file)), mcp.path);
  return isObject(servers) ? Object.entries(servers) : [];
}

/** Nerve's own entries, and those that it wrote. */
function isOurs({ targets }: Ledger, agent: string, name: string, file: string): boolean {
  const record = targets[recordKey({ id: serverTargetId(agent, name), file })];
  return isReservedName(name) || (record !== undefined && record.theirs !== true);
}

/** Why a file cannot be read; anything unexpected is thrown on. */
function reasonOf(error: unknown): Pick<Refusal, 'code' | 'why' | 'hint'> {
  if (error instanceof UnparseableError) return { code: 'unparseable', why: error.message };
  if (!(error instanceof RefusedError)) throw error;
  return { code: error.code, why: error.message, ...(error.hint ? { hint: error.hint } : {}) };
}
