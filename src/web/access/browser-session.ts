import { randomBytes } from "node:crypto";
import type { CookieOptions, Request, Response } from "express";
import type { AccessToken } from "../../catalogue/access-store.ts";
import { hashSecret } from "../../catalogue/access-tokens.ts";
import { readSecretCookie, SESSION_COOKIE } from "../middleware/cookies.ts";
import type { WebServices } from "../services.ts";

const THIRTY_DAYS_MS = 30 * 86_400_000;

/** Opens a session for a token that counts, in the place of the one that this browser had. */
export async function openBrowserSession(
  services: WebServices,
  request: Request,
  response: Response,
  token: AccessToken,
): Promise<void> {
  const { access } = services.store;
  const before = readSecretCookie(request, SESSION_COOKIE);
  if (before !== undefined) await access.closeSession(hashSecret(before));
  const now = services.now();
  const tokenEndsAt = token.expiresAt === undefined ? Infinity : Date.parse(token.expiresAt);
  const expires = new Date(Math.min(now.getTime() + THIRTY_DAYS_MS, tokenEndsAt));
  const secret = randomBytes(32).toString("base64url");
  await access.openSession({
    hash: hashSecret(secret),
    tokenId: token.id,
    createdAt: now.toISOString(),
    expiresAt: expires.toISOString(),
  });
  response.cookie(SESSION_COOKIE, secret, { ...cookieOptions(services, request), expires });
}

export async function closeBrowserSession(
  services: WebServices,
  request: Request,
  response: Response,
): Promise<void> {
  const secret = readSecretCookie(request, SESSION_COOKIE);
  if (secret !== undefined) await services.store.access.closeSession(hashSecret(secret));
  response.clearCookie(SESSION_COOKIE, cookieOptions(services, request));
}

function cookieOptions(services: WebServices, request: Request): CookieOptions {
  const secure = services.settings.publicUrl.startsWith("https:") || request.secure;
  return { httpOnly: true, sameSite: "lax", secure, path: "/" };
}
