/** The revisions of MCP that are served, and which of the two eras each belongs to. */

/** Requests that stand alone (2026-07-28), or sessions opened by `initialize` (2025). */
export type Era = 'modern' | 'legacy';

export const MODERN_VERSION = '2026-07-28';

/** The newest first: it is offered to a client that asks for one we do not know. */
export const LEGACY_VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26'] as const;

export type LegacyVersion = (typeof LEGACY_VERSIONS)[number];

export const SUPPORTED_VERSIONS: readonly string[] = [MODERN_VERSION, ...LEGACY_VERSIONS];

/** The only revision with batches; and the one of a client that names none. */
export const BATCH_VERSION = '2025-03-26';

export function isLegacyVersion(version: unknown): version is LegacyVersion {
  return LEGACY_VERSIONS.some((known) => known === version);
}

/** What `initialize` answers: the version asked for if we speak it, else the newest of its era. */
export function negotiate(requested: unknown): LegacyVersion {
  return isLegacyVersion(requested) ? requested : LEGACY_VERSIONS[0];
}

/** Whether an `MCP-Protocol-Version` header claims 2026 or later. Revisions are dates, so text order is time order. */
export function claimsModern(version: string | undefined): boolean {
  return version !== undefined && version >= '2026';
}
