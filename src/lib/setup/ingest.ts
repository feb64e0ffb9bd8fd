/** `nerve ingest`: which agents' transcripts are read, by whom, and one process at a time. */
import { randomUUID } from 'node:crypto';
import { agentHome } from '../agents/registry/places.ts';
import { PROGRAMS } from '../agents/registry/registry.ts';
import type { Context } from '../base/config/context.ts';
import { UnavailableError, UserError } from '../base/kernel/errors.ts';
import type { LeaseStore } from '../base/store/leases.ts';
import type { Store } from '../base/store/store.ts';
import { processIsAlive } from '../base/system/temp-files.ts';
import type { AgentReport, IngestPlace, Progress, Sink } from '../knowledge/ingest/report.ts';
import { withStore } from './with-store.ts';

/** What a person calls them on the command line, and the names of the registry. */
export const INGEST_AGENTS: Readonly<Record<string, string>> = {
  codex: 'codex',
  claude: 'claude-code',
  copilot: 'copilot',
};

export interface IngestOptions {
  /** Of `INGEST_AGENTS`, or `all`. */
  readonly agent: string;
  readonly any: boolean;
  readonly dryRun: boolean;
  readonly progress?: Progress;
}

export interface IngestReport {
  readonly dryRun: boolean;
  readonly agents: readonly AgentReport[];
  /** Calls of the hub that found the session of their transcript. */
  readonly rehomed: number;
}

const LEASE = 'ingest';
const LEASE_TTL = 60_000;
const RENEW_AFTER = 10_000;

/** @throws UnavailableError (`ingest-busy`) while another process does it; InterruptedError; errors of the store. */
export async function ingestTranscripts(context: Context, options: IngestOptions): Promise<IngestReport> {
  const { ingest } = await import('../knowledge/ingest/ingest.ts');
  const { scopeRule } = await import('../knowledge/ingest/scope.ts');
  const places = placesOf(context, options.agent);
  const inScope = scopeRule(context, options.any ? 'any' : undefined);
  const request = {
    places,
    inScope,
    signal: context.signal,
    ...(options.progress && { progress: options.progress }),
  };
  if (options.dryRun) {
    return withStore(context, 'read', async (store) => {
      const agents = await ingest(context, { ...request, sink: rehearsal(store) });
      return { dryRun: true, agents, rehomed: 0 };
    });
  }
  return withStore(context, 'write', (store) =>
    withLease(store.leases, async (stillOurs) => {
      const sink: Sink = {
        ...store.ingest,
        write: async (batch) => {
          await stillOurs();
          await store.ingest.write(batch);
        },
      };
      const agents = await ingest(context, { ...request, sink });
      return { dryRun: false, agents, rehomed: await rehomeStrays(store) };
    }),
  );
}

/** Where the agents keep what they write; with `all` those that have a folder. */
function placesOf(context: Context, agent: string): IngestPlace[] {
  const names = agent === 'all' ? Object.values(INGEST_AGENTS) : [INGEST_AGENTS[agent] ?? agent];
  return PROGRAMS.filter(({ name }) => names.includes(name)).map((record) => ({
    agent: record.name,
    home: agentHome(record, context),
  }));
}

/** Reads what is known and keeps nothing. */
function rehearsal({ ingest }: Store): Sink {
  return {
    files: ingest.files,
    file: ingest.file,
    write: async () => undefined,
    note: async () => undefined,
    name: async () => 0,
  };
}

/** Claude Code's calls reach the hub without a session; the transcript has the same call ids. */
async function rehomeStrays(store: Store): Promise<number> {
  let moved = 0;
  for (const { from, to, at, callIds } of await store.ingest.strays()) {
    moved += await store.sessions.rehome(from, { id: to, at, client: 'claude-code' }, callIds);
  }
  return moved;
}

/** Runs the work while this process is the only one that does it. */
async function withLease<T>(
  leases: LeaseStore,
  work: (stillOurs: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const lease = { name: LEASE, owner: randomUUID(), ttl: LEASE_TTL, data: { pid: process.pid } };
  const holder = await leases.holder(LEASE);
  const pid = Number(holder?.data.pid);
  const isGone = holder !== undefined && Number.isInteger(pid) && pid > 0 && !processIsAlive(pid);
  if (!(await leases.acquire({ ...lease, ...(isGone && { insteadOf: holder.owner }) }))) {
    throw new UnavailableError('Another process is reading transcripts right now', {
      code: 'ingest-busy',
      hint: 'wait until it is done: nerve ingest status',
    });
  }
  let renewed = performance.now();
  const stillOurs = async (): Promise<void> => {
    if (performance.now() - renewed < RENEW_AFTER) return;
    renewed = performance.now();
    if (await leases.renew(lease)) return;
    throw new UnavailableError('Another process has taken over reading transcripts', { code: 'ingest-busy' });
  };
  try {
    return await work(stillOurs);
  } finally {
    await leases.release(lease);
  }
}

export interface IngestStatus {
  readonly agents: Awaited<ReturnType<Store['ingest']['summary']>>;
  readonly problems: Awaited<ReturnType<Store['ingest']['problems']>>;
  /** Process that reads right now. */
  readonly reading: number | null;
}

const PROBLEMS = 20;

export function ingestStatus(context: Context): Promise<IngestStatus> {
  return withStore(context, 'read', async (store) => {
    const holder = await store.leases.holder(LEASE);
    const pid = Number(holder?.data.pid);
    return {
      agents: await store.ingest.summary(),
      problems: await store.ingest.problems(PROBLEMS),
      reading: holder && processIsAlive(pid) ? pid : null,
    };
  });
}

/** Forgets how far files were read; their rows are found again by their ids. How many files. */
export function resetIngest(context: Context, agent: string): Promise<number> {
  const name = agent === 'all' ? undefined : INGEST_AGENTS[agent];
  if (agent !== 'all' && name === undefined)
    throw new UserError(`There is no ingest of ${agent}`, { code: 'unknown-agent' });
  return withStore(context, 'write', (store) => withLease(store.leases, () => store.ingest.reset(name)));
}
