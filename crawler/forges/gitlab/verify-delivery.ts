import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { ExecatError } from "../../../src/errors.ts";
import type { RawDelivery } from "../../../src/catalogue/crawl-desk.ts";

/** How far a signed delivery's time may be from ours (Standard Webhooks). */
const TOLERANCE_MS = 5 * 60_000;

const SIGNING_TOKEN = /^whsec_(?<key>[A-Za-z0-9+/]+={0,2})$/;

/**
 * Lets a delivery pass whose sender knows the secret, and throws `FORBIDDEN` for any other.
 *
 * A secret of the form `whsec_…` is GitLab's signing token (19.0 and newer): the delivery must be signed with it, and
 * not be older than five minutes. Any other is the secret token, which GitLab sends as it is.
 */
export function verifyDelivery(
  { headers, body }: RawDelivery,
  { secret, host, now }: { readonly secret: string | undefined; readonly host: string; readonly now: Date },
): void {
  if (secret === undefined || secret === "") {
    throw forbidden(
      `No webhook secret is set for "${host}".`,
      "Set one in EXECAT_FORGES, and at the webhook.",
    );
  }
  const key = SIGNING_TOKEN.exec(secret)?.groups?.["key"];
  if (key === undefined) {
    const token = headers.get("x-gitlab-token");
    if (token === undefined) throw unsigned(host, "X-Gitlab-Token");
    if (!isSame(Buffer.from(token), Buffer.from(secret))) throw wrong(host);
    return;
  }
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
    headers.get(name),
  );
  if (id === undefined || timestamp === undefined || signatures === undefined) {
    throw unsigned(host, "webhook-signature");
  }
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  const expected = createHmac("sha256", Buffer.from(key, "base64"))
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest();
  const isSigned = signatures
    .split(" ")
    .some((one) => one.startsWith("v1,") && isSame(Buffer.from(one.slice(3), "base64"), expected));
  if (!isSigned) throw wrong(host);
  if (!(Math.abs(now.getTime() - seconds * 1000) <= TOLERANCE_MS)) {
    throw forbidden(
      `The delivery of "${host}" was signed at another time than now.`,
      "It may be a replay; otherwise compare the clocks of both servers.",
    );
  }
}

/** GitLab's own id of a delivery, the same when it is sent again; older ones have none, and are told by their bytes. */
export function deliveryId({ headers, body }: RawDelivery): string {
  const told =
    headers.get("webhook-id") ?? headers.get("idempotency-key") ?? headers.get("x-gitlab-event-uuid");
  return told?.slice(0, 200) ?? createHash("sha256").update(body).digest("hex");
}

/** Compares digests, so that neither the length nor the time tells anything. */
function isSame(left: Uint8Array, right: Uint8Array): boolean {
  const [one, other] = [left, right].map((bytes) => createHash("sha256").update(bytes).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

function unsigned(host: string, header: string): ExecatError {
  return forbidden(
    `A delivery in the name of "${host}" has no "${header}".`,
    "Set the same secret at the webhook and in EXECAT_FORGES.",
  );
}

function wrong(host: string): ExecatError {
  return forbidden(
    `A delivery in the name of "${host}" does not have the right secret.`,
    "Set the same secret at the webhook and in EXECAT_FORGES.",
  );
}

function forbidden(message: string, hint: string): ExecatError {
  return new ExecatError("FORBIDDEN", message, { hint });
}
