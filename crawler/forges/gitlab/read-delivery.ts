import { ExecatError } from "../../../src/errors.ts";
import type { RawDelivery } from "../../../src/catalogue/crawl-desk.ts";
import type { Delivery } from "../forge.ts";
import type { ForgeHost } from "../forge-host.ts";
import { isRecord, numberOf, recordOf, textOf, type JsonRecord } from "../json-fields.ts";
import { deliveryId, verifyDelivery } from "./verify-delivery.ts";

/**
 * `event_name` or, where there is none, `object_kind` → what it means to us. Project, group and system hooks use the
 * same names; a transfer may bring a project into a source as well as out of it, so it is about the listing too.
 */
const KINDS: ReadonlyMap<string, Delivery["kind"]> = new Map([
  ["push", "push"],
  ["tag_push", "push"],
  ["repository_update", "push"],
  ["project_create", "listing"],
  ["project_destroy", "changed"],
  ["project_rename", "changed"],
  ["project_transfer", "changed"],
  ["project_update", "changed"],
  ["group_create", "listing"],
  ["group_destroy", "listing"],
  ["group_rename", "listing"],
  ["subgroup_create", "listing"],
  ["subgroup_destroy", "listing"],
  ["user_create", "listing"],
  ["user_destroy", "listing"],
  ["user_rename", "listing"],
]);

/** Checks who sent a delivery before a byte of its body is read. Throws `FORBIDDEN`, or `INVALID_REQUEST`. */
export async function readDelivery(host: ForgeHost, delivery: RawDelivery, now: Date): Promise<Delivery> {
  verifyDelivery(delivery, { secret: await host.webhookSecret?.(), host: host.host, now });
  const body = parseBody(delivery.body, host.host);
  const name = textOf(body["event_name"]) ?? textOf(body["object_kind"]) ?? "";
  const id = numberOf(body["project_id"]) ?? numberOf(recordOf(body["project"])["id"]);
  const kind = KINDS.get(name) ?? "nothing";
  const isAboutProject = kind !== "nothing" && id !== undefined && Number.isSafeInteger(id) && id > 0;
  return {
    id: deliveryId(delivery),
    event: eventOf(delivery, name),
    // A push of which project nobody can say is none.
    kind: isAboutProject || kind === "listing" ? kind : "nothing",
    forgeIds: isAboutProject ? [String(id)] : [],
    ...(isAboutProject && name === "push" ? pushedTo(body) : {}),
  };
}

/** GitLab names the kind of hook in a header, and system hooks what happened in the body alone. */
function eventOf({ headers }: RawDelivery, name: string): string {
  const header = headers.get("x-gitlab-event")?.slice(0, 60) ?? "";
  const told = name.slice(0, 60);
  if (header === "") return told === "" ? "unknown" : told;
  return header === "System Hook" && told !== "" ? `${header}: ${told}` : header;
}

/** `after` is of noughts alone when the branch was deleted. */
function pushedTo(body: JsonRecord): Pick<Delivery, "commit" | "branch"> {
  const branch = /^refs\/heads\/(?<name>.+)$/s.exec(textOf(body["ref"]) ?? "")?.groups?.["name"];
  if (branch === undefined) return {};
  const after = textOf(body["after"]) ?? "";
  const isCommit = /^[0-9a-f]{40,64}$/.test(after) && !/^0+$/.test(after);
  return { branch, commit: isCommit ? after : undefined };
}

function parseBody(bytes: Uint8Array, host: string): JsonRecord {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    body = undefined;
  }
  if (isRecord(body)) return body;
  throw new ExecatError("INVALID_REQUEST", `The delivery of "${host}" holds no JSON object.`, {
    hint: "GitLab's webhooks send JSON; leave the custom template of the webhook empty.",
  });
}
