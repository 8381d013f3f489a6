import { monotonicFactory } from "ulid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Delivery, Forge } from "../../../crawler/forges/forge.ts";
import { receiveDelivery } from "../../../crawler/webhooks/receive.ts";
import { createSqlStore, type SqlStore } from "../../../src/catalogue/sql/index.ts";
import type { DeliveryRecord } from "../../../src/catalogue/looks.ts";
import { repository, source } from "../../support/entry-builders.ts";

const NOW = new Date("2026-11-25T10:00:00Z");
const SOON = "2026-11-25T10:00:05.000Z";
const scope = { url: "https://forge.test", of: "organisation", name: "astro" } as const;
const tool = repository({
  forge: "github",
  forgeId: "R_1",
  host: "forge.test",
  path: "astro/tool",
  defaultBranch: "main",
  headSeen: "aaaa",
});
const push: Delivery = {
  id: "d1",
  event: "push",
  kind: "push",
  forgeIds: ["R_1"],
  commit: "bbbb",
  branch: "main",
};

describe("a webhook's call", () => {
  let store: SqlStore;
  let queued = 0;
  beforeEach(async () => {
    queued = 0;
    store = await createSqlStore({ file: ":memory:" });
    await store.migrate();
    await store.sources.save(source({ kind: "github", options: { scope } }));
    await store.sources.saveRepository(tool);
  });
  afterEach(() => store.close());

  const newId = monotonicFactory();
  const receive = (delivery: Delivery, host = "forge.test"): Promise<DeliveryRecord> => {
    const stranger = { readDelivery: () => Promise.reject(new Error("wrong signature")) };
    const forges = [{}, stranger, { readDelivery: async () => delivery }] as unknown as readonly Forge[];
    return receiveDelivery(
      {
        store,
        forgesOf: (name) => (name === "forge.test" ? forges : []),
        now: () => NOW,
        newId,
        onQueued: () => (queued += 1),
      },
      host,
      { headers: new Map(), body: new Uint8Array() },
    );
  };
  const waiting = async (kind: "look" | "crawl", at: string): Promise<readonly string[]> => {
    const jobs = await store.jobs.claim([kind], at, "2026-11-26T00:00:00.000Z", 10);
    return jobs.map((job) => job.subject);
  };

  it("of a push to the default branch leads to one look, however many come", async () => {
    expect(await receive(push)).toMatchObject({ outcome: "queued", repositoryIds: [tool.id] });
    await receive({ ...push, id: "d2", commit: "cccc" });
    expect(queued).toBe(2);
    expect(await store.jobs.count("look")).toBe(1);
    expect(await waiting("look", NOW.toISOString())).toEqual([tool.id]);
  });

  it("leads to no look at a repository that its source leaves out", async () => {
    await store.sources.saveRepository({ ...tool, state: "excluded", headSeen: undefined });
    expect(await receive(push)).toMatchObject({ outcome: "nothing-to-do" });
    expect(await store.jobs.count("look")).toBe(0);
  });

  it("is taken once", async () => {
    await receive(push);
    await expect(receive(push)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await store.sources.listDeliveries(5)).toHaveLength(1);
  });

  it.each([
    ["another branch", { branch: "wip" }],
    ["the commit that was read already", { commit: "aaaa" }],
    ["nothing that concerns us", { kind: "nothing", forgeIds: [] }],
  ] as const)("about %s leads to nothing", async (_what, over) => {
    expect((await receive({ ...push, ...over })).outcome).toBe("nothing-to-do");
    expect(await store.jobs.count("look")).toBe(0);
    expect(queued).toBe(0);
  });

  it("of a tag leads to a look, also at the commit that was read", async () => {
    const { branch: _branch, ...tag } = push;
    expect((await receive({ ...tag, commit: "aaaa" })).outcome).toBe("queued");
  });

  it("about a repository that nobody knows leads to another listing of its forge's sources, soon", async () => {
    await store.sources.save(source({ id: "01GIT", key: "git", kind: "git" }));
    expect((await receive({ ...push, forgeIds: ["R_9"] })).outcome).toBe("unknown-repository");
    expect(await waiting("crawl", NOW.toISOString())).toEqual([]);
    expect(await waiting("crawl", SOON)).toEqual(["01SOURCE"]);
  });

  it("about what a source lists leads to another listing", async () => {
    const listing: Delivery = { id: "d3", event: "installation", kind: "listing", forgeIds: [] };
    expect((await receive(listing)).outcome).toBe("queued");
    expect(await waiting("crawl", SOON)).toEqual(["01SOURCE"]);
  });

  it("does not wake a repository of a source that is no longer crawled", async () => {
    await store.sources.save(source({ kind: "github", options: { scope }, state: "missing" }));
    expect((await receive(push)).outcome).toBe("unknown-repository");
    expect(await store.jobs.count("look")).toBe(0);
  });

  it("from a host of which no forge is known is refused", async () => {
    await expect(receive(push, "other.test")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
