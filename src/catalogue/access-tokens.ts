import { createHash, randomBytes } from "node:crypto";
import { ulid } from "ulid";
import { ExecatError } from "../errors.ts";
import type { AccessStore, AccessToken, Role } from "./access-store.ts";

/** Roles that a token can give; a reader needs none. */
export const TOKEN_ROLES = ["curator", "runner", "operator"] as const satisfies readonly Role[];
export type TokenRole = (typeof TOKEN_ROLES)[number];

const PREFIX = "execat_";
const SECRET_BYTES = 32;
const TOKEN = /execat_[\w-]{43}(?![\w-])/;
const MOST_NAME = 100;

export interface NewToken {
  readonly name: string;
  readonly email?: string | undefined;
  readonly role: TokenRole;
  readonly expiresAt: string | undefined;
}

/**
 * Makes a token. Its text is returned here and never again: only its hash is kept.
 *
 * Throws `INVALID_REQUEST` for a name or an address that could not stand in a commit.
 */
export async function createToken(
  access: AccessStore,
  wish: NewToken,
  now: Date,
): Promise<{ readonly token: AccessToken; readonly text: string }> {
  const text = `${PREFIX}${randomBytes(SECRET_BYTES).toString("base64url")}`;
  const token: AccessToken = {
    id: ulid(now.getTime()),
    name: checkName(wish.name),
    email: wish.email === undefined ? undefined : checkEmail(wish.email),
    role: wish.role,
    createdAt: now.toISOString(),
    expiresAt: wish.expiresAt,
    revokedAt: undefined,
    lastUsedAt: undefined,
  };
  await access.createToken(token, hashSecret(text));
  return { token, text };
}

/** SHA-256 in hexadecimal: enough for secrets that are random and long, which nobody can guess from a list. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** The token in a text that somebody pasted: the token alone, or the link to sign in. */
export function findTokenText(text: string): string | undefined {
  return TOKEN.exec(text)?.[0];
}

export function isTokenText(text: string): boolean {
  return findTokenText(text) === text;
}

export function tokenState(token: AccessToken, now: Date): "valid" | "expired" | "revoked" {
  if (token.revokedAt !== undefined) return "revoked";
  const expired = token.expiresAt !== undefined && token.expiresAt <= now.toISOString();
  return expired ? "expired" : "valid";
}

/** What git can take for the name of an author. */
function checkName(text: string): string {
  const name = text.trim().replaceAll(/\s+/g, " ");
  if (name !== "" && name.length <= MOST_NAME && !/[<>\p{Cc}]/u.test(name)) return name;
  throw new ExecatError("INVALID_REQUEST", `"${text.slice(0, MOST_NAME)}" cannot be the name of a token.`, {
    hint: `Name the person or the program in at most ${MOST_NAME} characters, without < and >.`,
  });
}

function checkEmail(text: string): string {
  const email = text.trim();
  if (/^[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+$/u.test(email) && email.length <= MOST_NAME) return email;
  throw new ExecatError("INVALID_REQUEST", `"${text.slice(0, MOST_NAME)}" is no e-mail address.`, {
    hint: "Write it as ada@example.org, or leave it out.",
  });
}
