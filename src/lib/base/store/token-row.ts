/** A handed-out token as the rest of nerve sees it. Times are milliseconds since the epoch. */

export const TOKEN_KINDS = ['mcp', 'node', 'proxy', 'api'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

export interface NewToken {
  /** Unique identifier of this one token. */
  readonly jti: string;
  /** What people call it; unique among the active ones. */
  readonly name: string;
  readonly kind: TokenKind;
  /** The agent or owner that it stands for. */
  readonly subject: string;
  readonly scopes: readonly string[];
  /** The key that signed it. */
  readonly keyId: string;
  /** SHA-256 of the token, hex: recognises it without holding it. */
  readonly hash: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface TokenRow extends NewToken {
  /** Null while its installation is not finished; it is usable, but its name still belongs to the one before. */
  readonly activatedAt: number | null;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
  readonly revokedReason: string | null;
}

export interface TokenFilter {
  readonly kind?: TokenKind;
  /** Only those that are activated, not revoked and not expired now. */
  readonly active?: boolean;
}

/** What happens to tokens is stamped with the time of the store's clock. */
export interface TokenStore {
  /** The row of one token, whatever its state. The fast path of verification. */
  byId(jti: string): Promise<TokenRow | undefined>;
  /** The active row of a name, else the newest one that had it. */
  byName(name: string): Promise<TokenRow | undefined>;
  /** Oldest first. */
  list(filter?: TokenFilter): Promise<readonly TokenRow[]>;
  /**
   * Adds a token and makes it active. An expired token that still has the name is revoked in the same transaction.
   * False when an active one has the name: nothing was changed.
   */
  insert(token: NewToken): Promise<boolean>;
  /** Adds a usable token that does not have its name yet; `activate` or `deletePending` ends that state. */
  insertPending(token: NewToken): Promise<void>;
  /**
   * Gives a pending token its name and revokes the active token before it, and pending ones older than `staleAfter`
   * milliseconds. True when the token is active afterwards, also when it was before.
   */
  activate(jti: string, reason: string, staleAfter: number): Promise<boolean>;
  /** Removes a pending token as if it had never been; whether there was one. */
  deletePending(jti: string): Promise<boolean>;
  /** Revokes one and adds another under its name. False when the old one was not active any more: nothing was changed. */
  replace(oldJti: string, token: NewToken, reason: string): Promise<boolean>;
  /** Changes what a usable token allows, if it still allows `from`; false when it was changed or ended meanwhile. */
  setScopes(jti: string, from: readonly string[], to: readonly string[]): Promise<boolean>;
  /** Whether this call revoked it; false for one that is unknown or revoked already. */
  revoke(jti: string, reason: string): Promise<boolean>;
  /** Revokes every token of a name that still can be used, pending ones too; how many there were. */
  revokeName(name: string, reason: string): Promise<number>;
  /** Notes a use; never moves backwards. Not a change of the topic `tokens`. */
  touchLastUsed(jti: string): Promise<void>;
  /** The keys of tokens that are neither revoked nor expired at `at`, and how many each has signed. */
  keysInUse(at: number): Promise<ReadonlyMap<string, number>>;
}
