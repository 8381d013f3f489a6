import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ForgeHost } from "../../../../crawler/forges/forge-host.ts";
import type { RawDelivery } from "../../../../src/catalogue/crawl-desk.ts";
import { readDelivery } from "../../../../crawler/forges/github/deliveries.ts";
import { readPublished } from "../../../support/forges/published-file.ts";

const SECRET = "s3cret";
const HOST: ForgeHost = {
  kind: "github",
  url: "https://github.com",
  host: "github.com",
  share: 1,
  report: false,
  webhookSecret: async () => SECRET,
};

interface SignOptions {
  readonly body: string;
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function signed(event: string, { body, secret = SECRET, headers = {} }: SignOptions): RawDelivery {
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const all = {
    "x-github-delivery": "1",
    "x-github-event": event,
    "x-hub-signature-256": `sha256=${signature}`,
    ...headers,
  };
  return { headers: new Map(Object.entries(all)), body: Buffer.from(body) };
}

const read = async (event: string, payload: unknown) =>
  (await readDelivery(HOST, signed(event, { body: JSON.stringify(payload) }))).delivery;

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}

const EVENTS = [
  "push",
  "create",
  "delete",
  "repository",
  "installation",
  "installation_repositories",
  "ping",
];
const examples = ["api.github.com", "ghes-31", "ghes-32", "ghes-33", "ghes-34", "ghes-35"].flatMap(
  (version) =>
    (JSON.parse(readPublished(`@octokit/webhooks-examples/${version}/index.json`)) as Example[])
      .filter(({ name }) => EVENTS.includes(name))
      .flatMap(({ name, examples: payloads }) =>
        payloads.map((payload, index) => ({ version, name, index, payload })),
      ),
);

describe("an example of GitHub's webhooks", () => {
  it("is there for every event that is read", () => {
    expect(new Set(examples.map(({ name }) => name))).toEqual(new Set(EVENTS));
    expect(examples.length).toBeGreaterThan(40);
  });

  it.each(examples)("of $version, $name $index, is read", async ({ name, payload }) => {
    const repository = payload["repository"] as { readonly node_id: string } | undefined;
    const delivery = await read(name, payload);
    expect(delivery).toMatchObject({ id: "1", event: name });
    switch (name) {
      case "ping":
        expect(delivery.kind).toBe("nothing");
        break;
      case "installation":
      case "installation_repositories": {
        const keys = ["repositories", "repositories_added", "repositories_removed"];
        const named = keys.flatMap((key) => (payload[key] ?? []) as { readonly node_id: string }[]);
        expect(delivery).toMatchObject({ kind: "listing", forgeIds: named.map((it) => it.node_id) });
        break;
      }
      case "repository":
        expect(delivery.kind).toBe(payload["action"] === "created" ? "listing" : "changed");
        expect(delivery.forgeIds).toEqual([repository?.node_id]);
        break;
      default:
        expect(delivery).toMatchObject({ kind: "push", forgeIds: [repository?.node_id] });
    }
  });
});

const repository = { node_id: "R_1" };

describe("a push", () => {
  it("to a branch has the branch, whatever is in its name, and the head after it", async () => {
    const push = { ref: "refs/heads/feature/x", after: "a".repeat(40), deleted: false, repository };
    expect(await read("push", push)).toMatchObject({ branch: "feature/x", commit: "a".repeat(40) });
  });

  it("that deletes a branch has no commit", async () => {
    const push = { ref: "refs/heads/main", after: "0".repeat(40), deleted: true, repository };
    expect(await read("push", push)).not.toHaveProperty("commit");
  });

  it("of a tag has neither", async () => {
    const push = await read("push", { ref: "refs/tags/v1", after: "a".repeat(40), repository });
    expect(push).toEqual({ id: "1", event: "push", kind: "push", forgeIds: ["R_1"] });
  });
});

describe("a repository's event", () => {
  it.each([
    "deleted",
    "archived",
    "unarchived",
    "renamed",
    "transferred",
    "publicized",
    "privatized",
    "edited",
  ])("%s is a change", async (action) => {
    expect(await read("repository", { action, repository })).toMatchObject({
      kind: "changed",
      forgeIds: ["R_1"],
    });
  });

  it("that is of no interest is nothing, and so is an event that is not known", async () => {
    expect(await read("repository", { action: "something", repository })).toMatchObject({ kind: "nothing" });
    expect(await read("star", { action: "created", repository })).toMatchObject({ kind: "nothing" });
  });
});

describe("a delivery", () => {
  const body = JSON.stringify({ ref: "refs/heads/main", repository });

  it.each([
    ["another secret", signed("push", { body, secret: "other" })],
    ["no signature", signed("push", { body, headers: { "x-hub-signature-256": "" } })],
    ["one that is cut", signed("push", { body, headers: { "x-hub-signature-256": "sha256=abcd" } })],
    [
      "the older SHA-1",
      signed("push", { body, headers: { "x-hub-signature-256": `sha1=${"a".repeat(40)}` } }),
    ],
    ["a body that was changed", { ...signed("push", { body }), body: Buffer.from(`${body} `) }],
  ])("with %s is refused", async (_what, raw) => {
    await expect(readDelivery(HOST, raw)).rejects.toMatchObject({
      code: "FORBIDDEN",
      hint: expect.any(String),
    });
  });

  it.each([[undefined], [""]])("is refused while the secret is %j", async (secret) => {
    const host = { ...HOST, webhookSecret: async () => secret };
    await expect(readDelivery(host, signed("push", { body, secret: secret ?? "" }))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("is signed as GitHub's documentation shows", async () => {
    const host = { ...HOST, webhookSecret: async () => "It's a Secret to Everybody" };
    const raw = signed("push", { body: "Hello, World!" });
    const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    const headers = new Map([...raw.headers, ["x-hub-signature-256", signature]]);
    await expect(readDelivery(host, { ...raw, headers })).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  });

  it("may come as a form", async () => {
    const form = new URLSearchParams({ payload: body }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const { delivery } = await readDelivery(HOST, signed("push", { body: form, headers }));
    expect(delivery).toMatchObject({ kind: "push", branch: "main" });
  });

  it.each([
    ["without an id", signed("push", { body, headers: { "x-github-delivery": "" } })],
    ["without an event", signed("", { body })],
    ["that is no JSON", signed("push", { body: "{" })],
    ["that is no object", signed("push", { body: "[1]" })],
    ["of a push without a repository", signed("push", { body: '{"ref": "refs/heads/main"}' })],
  ])("%s is no delivery", async (_what, raw) => {
    await expect(readDelivery(HOST, raw)).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  });
});
