/**
 * Sets of rights and no ladder: a curator curates and does not run, a runner runs and does not curate, an operator may
 * all (see `src/web/access/permissions.ts`).
 */
export type Role = "reader" | "runner" | "curator" | "operator";

/** A token by which somebody signs in. The secret itself is never kept. */
export interface AccessToken {
  /** ULID */
  readonly id: string;
  /** Whom it was made for; git names the author of a change so. */
  readonly name: string;
  readonly email: string | undefined;
  readonly role: Role;
  readonly createdAt: string;
  readonly expiresAt: string | undefined;
  readonly revokedAt: string | undefined;
  readonly lastUsedAt: string | undefined;
}

/** An act that needs more than a reader's rights, or an attempt at one. */
export interface AuditRecord {
  /** ULID */
  readonly id: string;
  readonly at: string;
  /** The token's id and name; `undefined` for an attempt without a known one, and for the command line. */
  readonly tokenId: string | undefined;
  readonly name: string;
  readonly role: Role | undefined;
  /** For instance `sign-in`, `sign-in-refused`, `curate`, `token-created`, `layer-confirmed`. */
  readonly act: string;
  /** What it was about, for people: a concept's label, an entry's path. */
  readonly subject: string;
  /** The commit that it made, when it made one. */
  readonly commit: string | undefined;
}

/** Tokens, the sessions that they open, and what was done with them. */
export interface AccessStore {
  /** `secretHash` is the SHA-256 of the token's secret, in hexadecimal. */
  createToken(token: AccessToken, secretHash: string): Promise<void>;
  findToken(secretHash: string): Promise<AccessToken | undefined>;
  /** By the time of creation. */
  listTokens(): Promise<readonly AccessToken[]>;
  /** Ends the sessions too. False when there is no such token. */
  revokeToken(id: string, at: string): Promise<boolean>;
  /** A session of a browser: the hash of its cookie's secret, which is another than the token's. */
  openSession(session: {
    readonly hash: string;
    readonly tokenId: string;
    readonly createdAt: string;
    readonly expiresAt: string;
  }): Promise<void>;
  /** The token of a session that has not ended, when the token itself is neither revoked nor expired at `now`. */
  findSession(hash: string, now: string): Promise<AccessToken | undefined>;
  closeSession(hash: string): Promise<void>;
  noteUse(tokenId: string, at: string): Promise<void>;
  record(act: AuditRecord): Promise<void>;
  /** The newest first; after `before` when given. */
  listActs(query: {
    readonly before?: string | undefined;
    readonly limit: number;
  }): Promise<readonly AuditRecord[]>;
}
