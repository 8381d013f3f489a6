import { createHash, randomBytes } from "node:crypto";
import type { Request, Response } from "express";
import { ulid } from "ulid";
import type { Actor } from "../../catalogue/store.ts";
import { currentReader } from "../access/current-reader.ts";
import type { WebServices } from "../services.ts";
import { ACTOR_COOKIE, readSecretCookie } from "./cookies.ts";

/** The id of nobody: nothing is theirs. */
const NOBODY = "";
const ONE_YEAR_MS = 365 * 86_400_000;

/** Who is reading, when they have sent a form before. */
export async function findActor(services: WebServices, request: Request): Promise<Actor | undefined> {
  const key = programKey(request) ?? readSecretCookie(request, ACTOR_COOKIE);
  return key === undefined ? undefined : await services.store.actors.findByToken(hashToken(key));
}

/** The id of who is reading. Who has sent no form before has none that anything could belong to. */
export async function findActorId(services: WebServices, request: Request): Promise<string> {
  return (await findActor(services, request))?.id ?? NOBODY;
}

/** Who is reading; makes an anonymous actor and its cookie for a first form. Never called for a GET. */
export async function ensureActor(
  services: WebServices,
  request: Request,
  response: Response,
): Promise<Actor> {
  const known = await findActor(services, request);
  if (known !== undefined) return known;
  const program = programKey(request);
  const token = program ?? randomBytes(32).toString("base64url");
  const now = services.now();
  const actor: Actor = { id: ulid(now.getTime()), kind: "anonymous", createdAt: now.toISOString() };
  try {
    await services.store.actors.create(actor, hashToken(token));
  } catch (error) {
    // A program's first two forms may come at once.
    const other = program === undefined ? undefined : await findActor(services, request);
    if (other === undefined) throw error;
    return other;
  }
  if (program !== undefined) return actor;
  response.cookie(ACTOR_COOKIE, token, {
    httpOnly: true,
    sameSite: "lax",
    secure: services.settings.publicUrl.startsWith("https:"),
    path: "/",
    maxAge: ONE_YEAR_MS,
  });
  return actor;
}

/** A program that sends its token with each request keeps no cookies: what it asked for is its token's. */
function programKey(request: Request): string | undefined {
  const reader = currentReader(request);
  return reader?.by === "bearer" ? `token ${reader.tokenId}` : undefined;
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
