import { createHmac, timingSafeEqual } from "node:crypto";
import { ExecatError } from "../../../src/errors.ts";
import type { RawDelivery } from "../../../src/catalogue/crawl-desk.ts";
import type { Delivery } from "../forge.ts";
import type { ForgeHost } from "../forge-host.ts";
import { isRecord, listOf, recordOf, textOf, type JsonRecord } from "../json-fields.ts";
import type { Owner } from "./app-tokens.ts";

/** What a delivery says, and whose installation of the App it is about. */
export interface ReadDelivery {
  readonly delivery: Delivery;
  readonly installationOf: Owner | undefined;
}

/**
 * Reads what GitHub sends to a webhook. Fails with `FORBIDDEN` when the signature is absent or wrong, or no secret is
 * set, and with `INVALID_REQUEST` for what is signed and no delivery of GitHub's.
 */
export async function readDelivery(host: ForgeHost, raw: RawDelivery): Promise<ReadDelivery> {
  const secret = await host.webhookSecret?.();
  checkSignature(host.host, raw, secret);
  const id = textOf(raw.headers.get("x-github-delivery"));
  const event = textOf(raw.headers.get("x-github-event"));
  if (id === undefined || event === undefined) {
    throw invalid("It has no X-GitHub-Delivery or no X-GitHub-Event.");
  }
  const payload = readPayload(raw);
  const said = readEvent(event, payload);
  const account = textOf(recordOf(recordOf(payload["installation"])["account"])["login"]);
  return {
    delivery: { id: id.slice(0, 200), event: event.slice(0, 100), ...said },
    installationOf: account === undefined ? undefined : { login: account, kind: "unknown" },
  };
}

/** HMAC SHA-256 over the bytes as they came: JSON that is written anew has another signature. */
function checkSignature(host: string, { headers, body }: RawDelivery, secret: string | undefined): void {
  if (secret === undefined || secret === "") {
    throw forbidden(`No webhook secret is set for "${host}".`, 'Give its "webhookSecret" in EXECAT_FORGES.');
  }
  const given = /^sha256=([0-9a-f]{64})$/i.exec(headers.get("x-hub-signature-256")?.trim() ?? "")?.[1];
  if (given === undefined) {
    throw forbidden(
      "The delivery is not signed with SHA-256.",
      "Give the webhook at GitHub the same secret.",
    );
  }
  const expected = createHmac("sha256", secret).update(body).digest();
  if (!timingSafeEqual(expected, Buffer.from(given, "hex"))) {
    throw forbidden("The delivery's signature is wrong.", "Give the webhook at GitHub the same secret.");
  }
}

function readPayload({ headers, body }: RawDelivery): JsonRecord {
  const text = Buffer.from(body).toString("utf8");
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers.get("content-type") ?? "");
  const json = isForm ? (new URLSearchParams(text).get("payload") ?? "") : text;
  try {
    const payload: unknown = JSON.parse(json);
    if (isRecord(payload)) return payload;
  } catch {
    // It is told below, like JSON that is no object.
  }
  throw invalid("Its body is no JSON object.");
}

type Said = Pick<Delivery, "kind" | "forgeIds" | "commit" | "branch">;

const NOTHING: Said = { kind: "nothing", forgeIds: [] };
/** After these a source may have other repositories than before; of all others the repository itself has changed. */
const NEW_REPOSITORY: ReadonlySet<string> = new Set(["created"]);
const CHANGES: ReadonlySet<string> = new Set([
  "deleted",
  "archived",
  "unarchived",
  "edited",
  "renamed",
  "transferred",
  "publicized",
  "privatized",
]);

function readEvent(event: string, payload: JsonRecord): Said {
  const action = textOf(payload["action"]) ?? "";
  switch (event) {
    case "push":
      return readPush(payload);
    case "create":
    case "delete": {
      const isBranch = payload["ref_type"] === "branch";
      return {
        kind: "push",
        forgeIds: [idOf(payload)],
        ...(isBranch ? { branch: textOf(payload["ref"]) } : {}),
      };
    }
    case "repository":
      if (NEW_REPOSITORY.has(action)) return { kind: "listing", forgeIds: [idOf(payload)] };
      return CHANGES.has(action) ? { kind: "changed", forgeIds: [idOf(payload)] } : NOTHING;
    case "installation":
      return { kind: "listing", forgeIds: idsOf(payload["repositories"]) };
    case "installation_repositories": {
      const ids = [...idsOf(payload["repositories_added"]), ...idsOf(payload["repositories_removed"])];
      return { kind: "listing", forgeIds: ids };
    }
    default:
      return NOTHING;
  }
}

/** A tag has neither branch nor commit: what it leads to is asked for together with all others. */
function readPush(payload: JsonRecord): Said {
  const forgeIds = [idOf(payload)];
  const branch = /^refs\/heads\/(.+)$/s.exec(textOf(payload["ref"]) ?? "")?.[1];
  if (branch === undefined) return { kind: "push", forgeIds };
  const after = textOf(payload["after"]);
  const isDeleted = payload["deleted"] === true || after === undefined || /^0+$/.test(after);
  return { kind: "push", forgeIds, branch, ...(isDeleted ? {} : { commit: after }) };
}

function idOf(payload: JsonRecord): string {
  const id = textOf(recordOf(payload["repository"])["node_id"]);
  if (id === undefined) throw invalid("It names no repository.");
  return id;
}

function idsOf(repositories: unknown): readonly string[] {
  return listOf(repositories).flatMap((it) => textOf(recordOf(it)["node_id"]) ?? []);
}

function forbidden(message: string, hint: string): ExecatError {
  return new ExecatError("FORBIDDEN", message, { hint });
}

function invalid(reason: string): ExecatError {
  return new ExecatError("INVALID_REQUEST", `This is no delivery of GitHub's. ${reason}`, {
    hint: 'Choose "application/json" for the webhook at GitHub.',
  });
}
