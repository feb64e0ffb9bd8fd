/** What the REST interface gives: rows of the store as JSON with ISO times. */
import { z } from '@hono/zod-openapi';
import { SCOPE_NAMES } from '../../base/auth/scopes.ts';
import type { ListedToken } from '../../base/auth/tokens.ts';
import { EVENT_OUTCOMES, type EventRow } from '../../base/store/event-row.ts';
import { MESSAGE_ROLES, type MessageRow } from '../../base/store/message-row.ts';
import { SESSION_STATUSES, type SessionRow } from '../../base/store/session-row.ts';
import { TOKEN_KINDS } from '../../base/store/token-row.ts';

const time = z.iso.datetime();
const free = z.record(z.string(), z.unknown());

export const Problem = z
  .strictObject({
    error: z.strictObject({
      code: z.string().describe('Stable: programs may match on it.'),
      message: z.string().describe('For people.'),
      hint: z.string().optional().describe('The next step: a command to type or a thing to change.'),
      conflicts: z
        .array(
          z.strictObject({
            id: z.string(),
            file: z.string(),
            label: z.string(),
            reason: z.string().optional(),
          }),
        )
        .optional()
        .describe('What a person has to decide first.'),
    }),
  })
  .openapi('Problem');

export const Session = z
  .strictObject({
    id: z.string(),
    source: z.string(),
    client: z.string().nullable(),
    clientVersion: z.string().nullable(),
    principal: z.string().nullable().describe('Name of the token of its first call.'),
    title: z.string(),
    cwd: z.string().nullable(),
    status: z.enum(SESSION_STATUSES),
    parentId: z.string().nullable(),
    createdAt: time,
    lastActivityAt: time,
    archivedAt: time.nullable(),
    messageCount: z.int(),
    metadata: free,
  })
  .openapi('Session');

export function sessionOf({ jti: _, ...row }: SessionRow): z.input<typeof Session> {
  return {
    ...row,
    createdAt: isoOf(row.createdAt),
    lastActivityAt: isoOf(row.lastActivityAt),
    archivedAt: isoOrNull(row.archivedAt),
  };
}

export const Message = z
  .strictObject({
    id: z.int(),
    externalId: z.string(),
    at: time,
    role: z.enum(MESSAGE_ROLES),
    kind: z.string(),
    text: z.string(),
    data: free,
    callId: z.string().nullable(),
    turnId: z.string().nullable(),
    tool: z.string().nullable(),
    server: z.string().nullable().describe('The MCP server that the tool is of.'),
    status: z.string().nullable().describe('Of a call: ok, error, denied, aborted.'),
    output: z.string().nullable().describe('What the tool gave back.'),
    ingested: z.boolean().describe('Read from a file of the agent.'),
  })
  .openapi('Message');

export function messageOf({ session: _, ...row }: MessageRow): z.input<typeof Message> {
  return { ...row, at: isoOf(row.at) };
}

export const Event = z
  .strictObject({
    id: z.int(),
    at: time,
    outcome: z.enum(EVENT_OUTCOMES),
    session: z.string().nullable(),
    principal: z.string().nullable(),
    client: z.string().nullable(),
    callId: z.string().nullable(),
    tool: z.string().nullable(),
    code: z.string().nullable(),
    durationUs: z.int().nullable(),
    argsPreview: z.string().nullable(),
    resultPreview: z.string().nullable(),
  })
  .openapi('Event');

export function eventShape({ jti: _, argsHash: __, ...row }: EventRow): z.input<typeof Event> {
  return { ...row, at: isoOf(row.at) };
}

const tokenFacts = {
  id: z.string(),
  name: z.string(),
  kind: z.enum(TOKEN_KINDS),
  subject: z.string(),
  scopes: z.array(z.enum(SCOPE_NAMES)),
  state: z.enum(['active', 'pending', 'expired', 'revoked']),
  createdAt: time,
  expiresAt: time,
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
  revokedReason: z.string().nullable(),
};

export const Token = z.strictObject(tokenFacts).openapi('Token');

export const NewToken = z
  .strictObject({ token: z.string().describe('The secret: shown once, kept nowhere.'), ...tokenFacts })
  .openapi('NewToken');

export function tokenOf(row: ListedToken): z.input<typeof Token> {
  return {
    id: row.jti,
    name: row.name,
    kind: row.kind,
    subject: row.subject,
    scopes: row.scopes as z.input<typeof Token>['scopes'],
    state: row.state,
    createdAt: isoOf(row.createdAt),
    expiresAt: isoOf(row.expiresAt),
    lastUsedAt: isoOrNull(row.lastUsedAt),
    revokedAt: isoOrNull(row.revokedAt),
    revokedReason: row.revokedReason,
  };
}

export function isoOf(at: number): string {
  return new Date(at).toISOString();
}

export function isoOrNull(at: number | null): string | null {
  return at === null ? null : isoOf(at);
}
