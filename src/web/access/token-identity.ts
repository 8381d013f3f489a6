import type { Request } from "express";
import type { AccessToken } from "../../catalogue/access-store.ts";
import { hashSecret, isTokenText } from "../../catalogue/access-tokens.ts";
import { readSecretCookie, SESSION_COOKIE } from "../middleware/cookies.ts";
import type { WebServices } from "../services.ts";
import { checkTokenText, recordRefusal } from "./check-token.ts";
import type { Identity, RefusedIdentity, SignedIn } from "./identity.ts";

/** A use is noted when the last that was noted is older than this: reading must not write each time. */
const USE_NOTED_MS = 10 * 60_000;

/**
 * Our own tokens: a program sends one as `Authorization: Bearer execat_…`, a browser the cookie of the session that
 * it opened with one. Other bearer tokens are not ours, for instance those of a proxy before us, and say nothing.
 */
export function createTokenIdentity(services: WebServices): Identity {
  return {
    name: "token",
    async identify(request) {
      const text = bearerOf(request);
      if (text !== undefined) return identifyBearer(services, request, text);
      const secret = readSecretCookie(request, SESSION_COOKIE);
      if (secret === undefined) return undefined;
      const now = services.now().toISOString();
      const token = await services.store.access.findSession(hashSecret(secret), now);
      return token === undefined ? undefined : toReader(services, token, "cookie");
    },
  };
}

async function identifyBearer(
  services: WebServices,
  request: Request,
  text: string,
): Promise<SignedIn | RefusedIdentity> {
  const checked = await checkTokenText(services, text);
  if (checked.ok) return toReader(services, checked.token, "bearer");
  return { refusal: checked.refusal, record: () => recordRefusal(services, request, checked) };
}

function bearerOf(request: Request): string | undefined {
  const text = /^bearer +(\S+) *$/i.exec(request.get("authorization") ?? "")?.[1];
  return text !== undefined && isTokenText(text) ? text : undefined;
}

async function toReader(services: WebServices, token: AccessToken, by: SignedIn["by"]): Promise<SignedIn> {
  const now = services.now();
  const lastMs = token.lastUsedAt === undefined ? 0 : Date.parse(token.lastUsedAt);
  if (now.getTime() - lastMs > USE_NOTED_MS) await services.store.access.noteUse(token.id, now.toISOString());
  return { role: token.role, name: token.name, email: token.email, tokenId: token.id, by };
}
