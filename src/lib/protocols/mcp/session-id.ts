/** Session ids of the 2025 revisions: all that is needed to serve a session is signed into its id. */
import { randomBytes } from 'node:crypto';
import { createRecent } from '../../base/kernel/recent.ts';
import { sign, verify } from './signature.ts';
import type { ClientCapabilities, Implementation } from './types.ts';
import { LEGACY_VERSIONS, type LegacyVersion } from './versions.ts';

/** A session as its id tells it; the same after a restart. */
export interface Session {
  /** Short, unique, and no secret: the part of the id that logs may show. */
  readonly id: string;
  /** Milliseconds. */
  readonly issuedAt: number;
  readonly protocolVersion: LegacyVersion;
  readonly client: {
    readonly info: Implementation | undefined;
    readonly capabilities: ClientCapabilities;
  };
}

export interface SessionIds {
  /** The header value of a new session, and the session. */
  mint(
    principalKey: string,
    facts: Omit<Session, 'id'>,
  ): { readonly text: string; readonly session: Session };
  /** The session of a header value; undefined if it is not ours or belongs to another principal. */
  read(text: string, principalKey: string): Session | undefined;
}

/** Checked ids that are remembered; forgetting costs a signature check and nothing else. */
const REMEMBERED = 2_000;
const LONGEST = 1_024;
const PURPOSE = 'mcp-session';

export function createSessionIds(key: Uint8Array): SessionIds {
  const recent = createRecent<string, { principalKey: string; session: Session }>(REMEMBERED);
  return {
    mint(principalKey, facts) {
      const session = { ...facts, id: randomBytes(12).toString('base64url') };
      const payload = JSON.stringify(toPayload(session));
      const text = sign(key, payload, [PURPOSE, principalKey]);
      // What is served from now on is what will be read after a restart.
      const kept = fromPayload(payload) ?? session;
      recent.set(text, { principalKey, session: kept });
      return { text, session: kept };
    },
    read(text, principalKey) {
      const known = recent.get(text);
      if (known) return known.principalKey === principalKey ? known.session : undefined;
      if (text.length > LONGEST) return undefined;
      const payload = verify(key, text, [PURPOSE, principalKey]);
      const session = payload === undefined ? undefined : fromPayload(payload);
      if (session) recent.set(text, { principalKey, session });
      return session;
    },
  };
}

/** What a server may ask for, as bits of the id. */
const CAPABILITIES: readonly (readonly [bit: number, name: string, sub?: string])[] = [
  [1, 'elicitation'],
  [2, 'elicitation', 'form'],
  [4, 'elicitation', 'url'],
  [8, 'sampling'],
  [16, 'sampling', 'tools'],
  [32, 'roots'],
];

function toPayload({ id, issuedAt, protocolVersion, client }: Session): unknown[] {
  const { info, capabilities } = client;
  let bits = 0;
  for (const [bit, name, sub] of CAPABILITIES) {
    const value = capabilities[name];
    if (typeof value !== 'object' || value === null) continue;
    if (sub === undefined || (value as Record<string, unknown>)[sub] !== undefined) bits |= bit;
  }
  const said = info ? [shorten(info.name), shorten(info.version)] : [];
  return [id, issuedAt, LEGACY_VERSIONS.indexOf(protocolVersion), bits, ...said];
}

function fromPayload(payload: string): Session | undefined {
  const [id, issuedAt, index, bits, name, version] = JSON.parse(payload);
  const protocolVersion = LEGACY_VERSIONS[index];
  if (protocolVersion === undefined) return undefined;
  const capabilities: Record<string, Record<string, unknown>> = {};
  for (const [bit, capability, sub] of CAPABILITIES) {
    if ((bits & bit) === 0) continue;
    capabilities[capability] ??= {};
    const entry = capabilities[capability];
    if (sub !== undefined) entry[sub] = {};
  }
  const info = name === undefined ? undefined : { name, version };
  return { id, issuedAt, protocolVersion, client: { info, capabilities } };
}

function shorten(text: string): string {
  return text.slice(0, 64);
}
