import type { Request } from "express";
import type { Role } from "../../catalogue/access-store.ts";
import type { ExecatError } from "../../errors.ts";

/** Somebody who has signed in. */
export interface SignedIn {
  readonly role: Role;
  /** As git names the author of a change. */
  readonly name: string;
  readonly email: string | undefined;
  /** For the audit: what they came with, and what is revoked to keep them out. */
  readonly tokenId: string;
  /** A program sends what it knows with each request; a browser sends its cookie by itself, also when it is tricked to. */
  readonly by: "cookie" | "bearer";
}

/** What a request carried did not count, or does not any more; its sender should know. */
export interface RefusedIdentity {
  readonly refusal: ExecatError;
  /** Keeps the attempt in the audit. Called only while the limit on attempts is not reached. */
  readonly record: () => Promise<void>;
}

/**
 * One way in which a request says who sends it. Today there are our own tokens (`token-identity.ts`); signing in at
 * an institute (OIDC) will be another.
 *
 * `undefined` when the request carries nothing of this way: others are asked then, and at last it is any reader's.
 */
export interface Identity {
  readonly name: string;
  identify(request: Request): Promise<SignedIn | RefusedIdentity | undefined>;
}
