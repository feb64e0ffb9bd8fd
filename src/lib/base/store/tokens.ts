/** The table of tokens. */
import type { Insertable, Selectable } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import type { Database, Writing } from './database.ts';
import { isDuplicate } from './errors.ts';
import { INSTANCE, type TokenTable } from './schema.ts';
import type { NewToken, TokenFilter, TokenKind, TokenRow, TokenStore } from './token-row.ts';

type Revocation = { readonly revoked_at: number; readonly revoked_reason: string };

const BY_ID = 'SELECT * FROM tokens WHERE jti = ?';

export function createTokenStore(database: Database, clock: Clock): TokenStore {
  const now = (): number => clock.now().getTime();
  return {
    byId: (jti) => database.direct((connection) => toRow(connection.prepare(BY_ID).get([jti]))),
    byName: (name) => findByName(database, name),
    list: (filter = {}) => list(database, filter, now()),
    insert: (token) =>
      database
        .write((writer) => insertActive(writer, token))
        .catch((error) => {
          if (isDuplicate(error)) return false;
          throw error;
        }),
    insertPending: (token) =>
      database.write(async (writer) => {
        await writer.insertInto('tokens').values(toColumns(token, null)).execute();
      }),
    activate: (jti, reason, staleAfter) =>
      database.write((writer) => activate(writer, jti, revocation(now(), reason), staleAfter)),
    deletePending: (jti) =>
      database.write(async (writer) => {
        const pending = writer.deleteFrom('tokens').where('jti', '=', jti).where('activated_at', 'is', null);
        return (await pending.executeTakeFirst()).numDeletedRows > 0n;
      }),
    replace: (oldJti, token, reason) =>
      database.write(async (writer) => {
        const old = writer
          .updateTable('tokens')
          .set(revocation(token.createdAt, reason))
          .where('jti', '=', oldJti)
          .where('name', '=', token.name)
          .where('revoked_at', 'is', null);
        if ((await old.executeTakeFirst()).numUpdatedRows === 0n) return false;
        await writer.insertInto('tokens').values(toColumns(token, token.createdAt)).execute();
        return true;
      }),
    setScopes: (jti, from, to) =>
      database.write(async (writer) => {
        const update = writer
          .updateTable('tokens')
          .set({ scopes: JSON.stringify(to) })
          .where('jti', '=', jti);
        const same = update.where('scopes', '=', JSON.stringify(from)).where('revoked_at', 'is', null);
        return (await same.executeTakeFirst()).numUpdatedRows > 0n;
      }),
    revoke: (jti, reason) =>
      database.write(async (writer) => {
        const revoked = writer.updateTable('tokens').set(revocation(now(), reason)).where('jti', '=', jti);
        return (await revoked.where('revoked_at', 'is', null).executeTakeFirst()).numUpdatedRows > 0n;
      }),
    revokeName: (name, reason) =>
      database.write(async (writer) => {
        const revoked = writer.updateTable('tokens').set(revocation(now(), reason)).where('name', '=', name);
        const usable = revoked.where('instance_id', '=', INSTANCE).where('revoked_at', 'is', null);
        return Number((await usable.executeTakeFirst()).numUpdatedRows);
      }),
    touchLastUsed: (jti) => touch(database, jti, now()),
    keysInUse: (at) =>
      database.read(async (queries) => {
        const rows = await queries
          .selectFrom('tokens')
          .select(['key_id', ({ fn }) => fn.countAll<number>().as('tokens')])
          .where('revoked_at', 'is', null)
          .where('expires_at', '>', at)
          .groupBy('key_id')
          .execute();
        return new Map(rows.map((row) => [row.key_id, row.tokens]));
      }),
  };
}

async function findByName(database: Database, name: string): Promise<TokenRow | undefined> {
  const row = await database.read((queries) =>
    queries
      .selectFrom('tokens')
      .selectAll()
      .where('instance_id', '=', INSTANCE)
      .where('name', '=', name)
      .orderBy(
        (columns) =>
          columns.and([columns('revoked_at', 'is', null), columns('activated_at', 'is not', null)]),
        'desc',
      )
      .orderBy('created_at', 'desc')
      .orderBy('rowid' as 'jti', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );
  return toRow(row);
}

async function list(
  database: Database,
  { kind, active }: TokenFilter,
  now: number,
): Promise<readonly TokenRow[]> {
  const rows = await database.read((queries) => {
    let query = queries.selectFrom('tokens').selectAll().where('instance_id', '=', INSTANCE);
    if (kind !== undefined) query = query.where('kind', '=', kind);
    if (active) {
      query = query.where('revoked_at', 'is', null).where('activated_at', 'is not', null);
      query = query.where('expires_at', '>', now);
    }
    return query.orderBy('created_at').orderBy('name').orderBy('jti').execute();
  });
  return rows.map(fromColumns);
}

async function insertActive(writer: Writing, token: NewToken): Promise<boolean> {
  await writer
    .updateTable('tokens')
    .set(revocation(token.createdAt, 'expired'))
    .where('instance_id', '=', INSTANCE)
    .where('name', '=', token.name)
    .where('revoked_at', 'is', null)
    .where('expires_at', '<=', token.createdAt)
    .execute();
  await writer.insertInto('tokens').values(toColumns(token, token.createdAt)).execute();
  return true;
}

async function activate(
  writer: Writing,
  jti: string,
  change: Revocation,
  staleAfter: number,
): Promise<boolean> {
  const token = await writer.selectFrom('tokens').selectAll().where('jti', '=', jti).executeTakeFirst();
  if (!token || token.revoked_at !== null) return false;
  const staleBefore = change.revoked_at - staleAfter;
  await writer
    .updateTable('tokens')
    .set(change)
    .where('instance_id', '=', token.instance_id)
    .where('name', '=', token.name)
    .where('jti', '!=', jti)
    .where('revoked_at', 'is', null)
    .where(({ or, eb }) => or([eb('activated_at', 'is not', null), eb('created_at', '<', staleBefore)]))
    .execute();
  await writer
    .updateTable('tokens')
    .set({ activated_at: change.revoked_at })
    .where('jti', '=', jti)
    .where('activated_at', 'is', null)
    .execute();
  return true;
}

async function touch(database: Database, jti: string, at: number): Promise<void> {
  await database.write((writer) =>
    writer
      .updateTable('tokens')
      .set({ last_used_at: at })
      .where('jti', '=', jti)
      .where(({ or, eb }) => or([eb('last_used_at', 'is', null), eb('last_used_at', '<', at)]))
      .execute(),
  );
}

function revocation(at: number, reason: string): Revocation {
  return { revoked_at: at, revoked_reason: reason };
}

function toColumns(token: NewToken, activatedAt: number | null): Insertable<TokenTable> {
  return {
    jti: token.jti,
    instance_id: INSTANCE,
    name: token.name,
    kind: token.kind,
    subject: token.subject,
    scopes: JSON.stringify(token.scopes),
    key_id: token.keyId,
    hash: token.hash,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    activated_at: activatedAt,
  };
}

function toRow(row: unknown): TokenRow | undefined {
  return row === undefined ? undefined : fromColumns(row as Selectable<TokenTable>);
}

function fromColumns(row: Selectable<TokenTable>): TokenRow {
  return {
    jti: row.jti,
    name: row.name,
    kind: row.kind as TokenKind,
    subject: row.subject,
    scopes: JSON.parse(row.scopes) as string[],
    keyId: row.key_id,
    hash: row.hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    activatedAt: row.activated_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    revokedReason: row.revoked_reason,
  };
}
