import { describe, expect, it } from "vitest";
import type { ForgeHost } from "../../../../crawler/forges/forge-host.ts";
import { readDelivery } from "../../../../crawler/forges/gitlab/read-delivery.ts";
import type { RawDelivery } from "../../../../src/catalogue/crawl-desk.ts";
import { createFakeModel } from "../../../support/forges/gitlab/model.ts";
import {
  projectEvent,
  pushEvent,
  subgroupEvent,
  toDelivery,
  type FakeDelivery,
  type FakeEvent,
  type FakeHook,
} from "../../../support/forges/gitlab/webhooks.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const SECRET = "a word between us";
const SIGNING = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
const ORIGIN = "https://gitlab.example.org";

const project = createFakeModel(() => NOW).add({ path: "group/tool" });
const push = pushEvent(project, ORIGIN, { ref: "refs/heads/main", after: COMMIT });

function host(secret: string | undefined): ForgeHost {
  return {
    kind: "gitlab",
    url: ORIGIN,
    host: "gitlab.example.org",
    share: 1,
    report: false,
    webhookSecret: async () => secret,
  };
}

function raw(
  { headers, body }: FakeDelivery,
  over: Readonly<Record<string, string | undefined>> = {},
): RawDelivery {
  const all = Object.entries({ ...headers, ...over });
  return {
    headers: new Map(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    body: Buffer.from(body),
  };
}

const deliver = (hook: Omit<FakeHook, "url">, event: FakeEvent = push, at = NOW): FakeDelivery =>
  toDelivery({ url: "", ...hook }, event, { now: at, id: "delivery-1" });

describe("who sent a delivery", () => {
  it("is known by the secret token", async () => {
    const delivery = await readDelivery(host(SECRET), raw(deliver({ secretToken: SECRET })), NOW);
    expect(delivery).toMatchObject({ id: "delivery-1", kind: "push", forgeIds: ["1"] });
  });

  it("is known by the signature, whatever else is sent", async () => {
    const delivery = deliver({ signingToken: SIGNING, secretToken: "another" });
    expect(await readDelivery(host(SIGNING), raw(delivery), NOW)).toMatchObject({ kind: "push" });
  });

  it("is known by one good signature among several", async () => {
    const delivery = deliver({ signingToken: SIGNING });
    const signature = delivery.headers["webhook-signature"] ?? "";
    const over = { "webhook-signature": `v1a,xx v1,AAAA ${signature}` };
    expect(await readDelivery(host(SIGNING), raw(delivery, over), NOW)).toMatchObject({ kind: "push" });
  });

  const signed = deliver({ signingToken: SIGNING });
  it.each<readonly [string, string | undefined, RawDelivery]>([
    ["nothing where a token is awaited", SECRET, raw(deliver({}))],
    ["another token", SECRET, raw(deliver({ secretToken: "a word between uS" }))],
    ["the beginning of the token", SECRET, raw(deliver({ secretToken: SECRET.slice(0, -1) }))],
    ["a token where no secret is set", undefined, raw(deliver({ secretToken: SECRET }))],
    ["an empty token where the secret is empty", "", raw(deliver({ secretToken: "" }))],
    ["the signing token itself, unsigned", SIGNING, raw(deliver({ secretToken: SIGNING }))],
    ["a signature by another token", SIGNING, raw(deliver({ signingToken: "whsec_AAAA" }))],
    ["another body", SIGNING, raw({ ...signed, body: `${signed.body} ` })],
    ["another id", SIGNING, raw(signed, { "webhook-id": "delivery-2" })],
    ["another time", SIGNING, raw(signed, { "webhook-timestamp": String(NOW.getTime() / 1000 + 1) })],
    ["no time", SIGNING, raw(signed, { "webhook-timestamp": undefined })],
    ["a time that is none", SIGNING, raw(signed, { "webhook-timestamp": "now" })],
    ["a signature of another version", SIGNING, raw(signed, { "webhook-signature": "v2,AAAA" })],
    [
      "an old signature",
      SIGNING,
      raw(deliver({ signingToken: SIGNING }, push, new Date(NOW.getTime() - 301_000))),
    ],
    [
      "one of the future",
      SIGNING,
      raw(deliver({ signingToken: SIGNING }, push, new Date(NOW.getTime() + 301_000))),
    ],
  ])("is nobody we know with %s", async (_name, secret, delivery) => {
    await expect(readDelivery(host(secret), delivery, NOW)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("never tells the secret", async () => {
    const refused = await readDelivery(host(SECRET), raw(deliver({ secretToken: "x" })), NOW).catch(
      (error: unknown) => error,
    );
    expect(JSON.stringify([String(refused), refused])).not.toContain(SECRET);
  });
});

describe("what a delivery says", () => {
  const read = (event: FakeEvent, hook: Omit<FakeHook, "url"> = {}) =>
    readDelivery(host(SECRET), raw(deliver({ secretToken: SECRET, ...hook }, event)), NOW);

  it("is a push to a branch, with its new head", async () => {
    expect(await read(push)).toEqual({
      id: "delivery-1",
      event: "Push Hook",
      kind: "push",
      forgeIds: ["1"],
      branch: "main",
      commit: COMMIT,
    });
  });

  it("is a push without a head when the branch was deleted", async () => {
    const deleted = await read(pushEvent(project, ORIGIN, { ref: "refs/heads/a/b", before: COMMIT }));
    expect(deleted).toMatchObject({ kind: "push", branch: "a/b", commit: undefined });
  });

  it("is a push of a tag, without a head", async () => {
    const pushed = await read(pushEvent(project, ORIGIN, { ref: "refs/tags/v1", after: COMMIT }));
    expect(pushed).toEqual({ id: "delivery-1", event: "Tag Push Hook", kind: "push", forgeIds: ["1"] });
  });

  it.each([
    ["project_create", "listing"],
    ["project_destroy", "changed"],
    ["project_rename", "changed"],
    ["project_transfer", "changed"],
    ["project_update", "changed"],
  ])("is about the project: %s", async (name, kind) => {
    expect(await read(projectEvent(project, name))).toMatchObject({ kind, forgeIds: ["1"] });
  });

  it("names what happened when a system hook tells it", async () => {
    const told = await read(projectEvent(project, "project_rename"), { isSystemHook: true });
    expect(told.event).toBe("System Hook: project_rename");
  });

  it("is about the listing when a sub-group comes or goes", async () => {
    const told = await read(subgroupEvent("group/sub", "subgroup_create"));
    expect(told).toMatchObject({ kind: "listing", forgeIds: [] });
  });

  it.each<readonly [string, FakeEvent]>([
    ["an issue", { hook: "Issue Hook", body: { object_kind: "issue", project: { id: 1 } } }],
    ["a push of no project", { hook: "Push Hook", body: { object_kind: "push", ref: "refs/heads/main" } }],
    ["an id that is none", { hook: "Push Hook", body: { object_kind: "push", project_id: -1 } }],
    ["a word of JavaScript's", { hook: "Push Hook", body: { object_kind: "constructor", project_id: 1 } }],
  ])("is nothing to us: %s", async (_name, event) => {
    expect(await read(event)).toMatchObject({ kind: "nothing", forgeIds: [] });
  });

  it("has an id of its own when an old GitLab gives none, the same for the same bytes", async () => {
    const delivery = deliver({ secretToken: SECRET });
    const old = raw(delivery, { "idempotency-key": undefined, "x-gitlab-event-uuid": undefined });
    const [first, second] = [
      await readDelivery(host(SECRET), old, NOW),
      await readDelivery(host(SECRET), old, NOW),
    ];
    expect(first.id).toMatch(/^[0-9a-f]{64}$/);
    expect(second.id).toBe(first.id);
  });

  it("is refused when it is no JSON", async () => {
    const delivery = raw({ ...deliver({ secretToken: SECRET }), body: "<html>" });
    await expect(readDelivery(host(SECRET), delivery, NOW)).rejects.toMatchObject({
      code: "INVALID_REQUEST",
    });
  });
});
