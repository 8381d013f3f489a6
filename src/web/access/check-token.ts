import type { Request } from "express";
import type { AccessToken } from "../../catalogue/access-store.ts";
import { hashSecret, tokenState } from "../../catalogue/access-tokens.ts";
import { recordAct } from "../../catalogue/record-act.ts";
import { ExecatError } from "../../errors.ts";
import { utcText } from "../format.ts";
import type { WebServices } from "../services.ts";

/**
 * What came of a text that somebody signs in with: its token, or why it does not count, with the token when there
 * is one of it.
 */
export type CheckedToken =
  | { readonly ok: true; readonly token: AccessToken }
  | { readonly ok: false; readonly token: AccessToken | undefined; readonly refusal: ExecatError };

export async function checkTokenText(services: WebServices, text: string): Promise<CheckedToken> {
  const token = await services.store.access.findToken(hashSecret(text));
  const state = token === undefined ? "unknown" : tokenState(token, services.now());
  if (token !== undefined && state === "valid") return { ok: true, token };
  return { ok: false, token, refusal: toRefusal(token, state) };
}

/**
 * Keeps a failed attempt in the audit, once the limit on attempts has let it through: the audit cannot be flooded.
 * Its sender's address stands in the log only.
 */
export async function recordRefusal(
  services: WebServices,
  request: Request,
  { token, refusal }: Extract<CheckedToken, { readonly ok: false }>,
): Promise<void> {
  services.log.warn({ address: request.ip, tokenId: token?.id }, "a token was refused");
  await recordAct(
    services.store.access,
    token ?? { name: "unknown" },
    { act: "sign-in-refused", subject: refusal.message },
    services.now(),
  );
}

function toRefusal(token: AccessToken | undefined, state: string): ExecatError {
  const hint = "Ask the operator for a new one.";
  if (state === "revoked") return new ExecatError("UNAUTHENTICATED", "This token was revoked.", { hint });
  const at = token?.expiresAt;
  if (at !== undefined) {
    return new ExecatError("UNAUTHENTICATED", `This token expired on ${utcText(new Date(at))}.`, { hint });
  }
  return new ExecatError("UNAUTHENTICATED", "This token is not known here.", {
    hint: 'Look whether all of it was copied: "execat_" and 43 characters after it.',
  });
}
