/** One step of reading a file as statements. Their order is their meaning: rows, then what takes rows back, then the swap. */
import type { SqlValue } from './connection.ts';
import type { IngestBatch, IngestFile, IngestMessage, IngestUsage } from './ingest-rows.ts';
import * as sql from './ingest-sql.ts';
import { swap, unstage } from './ingest-swap.ts';
import type { BatchStatement } from './steps.ts';

const COPIES = [sql.hideCopies('messages'), sql.hideCopies('usage')] as const;

/** @param now when this is written */
export function statementsOf(batch: IngestBatch, now: number): BatchStatement[] {
  const { file, session } = batch;
  const statements = [
    ...(batch.begins ? unstage(file.id) : []),
    {
      sql: sql.FILE_AND_STATE,
      rows: [
        [...fileValues({ ...file, staging: file.staging && !batch.ends }, now), JSON.stringify(batch.state)],
      ],
    },
    ...(session === null ? [] : sessionStatements(batch, session, now)),
    {
      sql: sql.QUARANTINE,
      rows: batch.quarantine.map(({ line, offset, length, hash, reason, text }) => [
        file.id,
        file.generation,
        line,
        offset,
        length,
        hash,
        reason,
        text,
        now,
      ]),
    },
    ...(batch.ends ? swap(file.id, file.generation) : []),
    ...(session === null ? [] : takenBack(batch, session)),
  ];
  return statements.filter(({ rows }) => rows.length > 0);
}

/** Rows for files from which nothing was read; `moved` are those of them that were archived or taken back. */
export function noteStatements(
  files: readonly IngestFile[],
  moved: readonly IngestFile[],
  now: number,
): BatchStatement[] {
  const mirrored = moved.filter(({ session }) => session !== null);
  return [
    { sql: sql.FILE, rows: files.map((file) => fileValues(file, now)) },
    {
      sql: sql.ARCHIVE,
      rows: mirrored.filter(({ archived }) => archived).map(({ session }) => [now, session]),
    },
    {
      sql: sql.REOPEN,
      rows: mirrored.filter(({ archived }) => !archived).map(({ session }) => [now, session]),
    },
  ];
}

function sessionStatements(batch: IngestBatch, session: string, now: number): BatchStatement[] {
  const { file, head, fallbackTitle, messages, usage, children, archive } = batch;
  const name = file.staging ? sql.stagedPrefix(file.id) : '';
  const newest = messages.reduce((latest, { at }) => Math.max(latest, at), 0);
  const links = children.filter((child) => child !== session).map((child) => [child, session]);
  return [
    {
      sql: sql.HEAD,
      rows: head
        ? [
            [
              session,
              head.client,
              head.version,
              head.title,
              head.cwd,
              head.parent === session ? null : head.parent,
              head.startedAt,
              JSON.stringify(head.metadata),
            ],
          ]
        : [],
    },
    {
      sql: sql.RETURNED,
      rows: file.staging || file.generation === 1 ? [] : messages.map(({ id }) => [session, id]),
    },
    { sql: sql.MESSAGE, rows: messages.map((message) => messageValues(message, session, file, name)) },
    { sql: sql.USAGE, rows: usage.map((fact) => usageValues(fact, session, file)) },
    {
      sql: sql.FALLBACK_TITLE,
      rows: fallbackTitle ? [[fallbackTitle.text, session, Number(fallbackTitle.renews)]] : [],
    },
    // A transcript may come from a clock that is ahead of ours.
    { sql: sql.ACTIVE, rows: newest === 0 ? [] : [[Math.min(newest, now), session]] },
    { sql: sql.LINK, rows: links },
    { sql: sql.ADOPT, rows: links },
    { sql: sql.ARCHIVE, rows: archive === 'archive' ? [[now, session]] : [] },
    { sql: sql.REOPEN, rows: archive === 'reopen' ? [[now, session]] : [] },
    {
      sql: sql.VOID_RANGE,
      rows: batch.voidedRanges.map(({ from, to }) => [file.id, file.generation, from, to]),
    },
    { sql: sql.VOID_ID, rows: batch.voidedIds.map((id) => [session, name + id]) },
  ];
}

function takenBack(batch: IngestBatch, session: string): BatchStatement[] {
  const { file, head, messages, usage, ends } = batch;
  const { branch, cutFrom, forkedFrom } = file;
  const isRevert = head !== undefined && cutFrom !== null;
  return [
    { sql: sql.CUT_SELF, rows: messages.length === 0 ? [] : [[file.id, session, branch]] },
    { sql: sql.CUT_EARLIER, rows: isRevert ? [[session, branch, cutFrom]] : [] },
    ...(batch.sharedIds ? COPIES : []).flatMap((copies, index) => {
      const ids = JSON.stringify((index === 0 ? messages : usage).map(({ id }) => id));
      const isWhole = head !== undefined || ends;
      return [
        { sql: copies.all, rows: isWhole && forkedFrom !== null ? [[session, forkedFrom]] : [] },
        { sql: copies.fork, rows: !isWhole && forkedFrom !== null ? [[session, forkedFrom, ids]] : [] },
        { sql: copies.base, rows: [[session, ids]] },
      ];
    }),
  ];
}

function messageValues(
  message: IngestMessage,
  session: string,
  file: IngestFile,
  prefix: string,
): readonly SqlValue[] {
  return [
    session,
    prefix + message.id,
    message.at,
    message.role,
    message.kind,
    message.text,
    message.data,
    message.callId,
    message.turnId,
    message.tool,
    message.server,
    message.status,
    message.output,
    file.id,
    file.generation,
    message.ordinal,
    message.copy ? 'copy' : file.staging ? 'staged' : null,
  ];
}

function usageValues(fact: IngestUsage, session: string, file: IngestFile): readonly SqlValue[] {
  return [
    session,
    fact.id,
    fact.at,
    fact.turnId,
    fact.model,
    fact.input,
    fact.cachedInput,
    fact.output,
    fact.reasoning,
    file.id,
    file.generation,
    file.staging ? 'staged' : null,
  ];
}

function fileValues(file: IngestFile, now: number): SqlValue[] {
  return [
    file.id,
    file.agent,
    file.key,
    file.path,
    file.identity,
    file.size,
    file.mtime,
    Number(file.compressed),
    Number(file.archived),
    file.generation,
    Number(file.staging),
    file.offset,
    file.lines,
    file.headSize,
    file.headHash,
    file.tailSize,
    file.tailHash,
    file.cwd,
    file.scope,
    file.session,
    file.branch,
    file.cutFrom,
    file.forkedFrom,
    file.reader,
    file.error,
    now,
  ];
}
