import { createHash, randomBytes } from "node:crypto";
import type { Request, Response } from "express";
import { ulid } from "ulid";
import type { Actor } from "../../catalogue/store.ts";
import type { WebServices } from "../services.ts";

const COOKIE = "execat";
const ONE_YEAR_MS = 365 * 86_400_000;

/** The secret in the reader's cookie, when there is one of the right form. */
export function readActorToken(request: Request): string | undefined {
  for (const pair of (request.get("cookie") ?? "").split(";")) {
    const [name, value] = pair.trim().split("=");
    if (name === COOKIE && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}

/** Who is reading, when they have sent a form before. */
export async function findActor(services: WebServices, request: Request): Promise<Actor | undefined> {
  const token = readActorToken(request);
  return token === undefined ? undefined : await services.store.actors.findByToken(hashToken(token));
}

/** Who is reading; makes an anonymous actor and its cookie for a first form. Never called for a GET. */
export async function ensureActor(
  services: WebServices,
  request: Request,
  response: Response,
): Promise<Actor> {
  const known = await findActor(services, request);
  if (known !== undefined) return known;
  const token = randomBytes(32).toString("base64url");
  const now = services.now();
  const actor: Actor = { id: ulid(now.getTime()), kind: "anonymous", createdAt: now.toISOString() };
  await services.store.actors.create(actor, hashToken(token));
  response.cookie(COOKIE, token, {
    httpOnly: true,
    sameSite: "lax",
    secure: services.settings.publicUrl.startsWith("https:"),
    path: "/",
    maxAge: ONE_YEAR_MS,
  });
  return actor;
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
