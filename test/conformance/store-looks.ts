import { encodeTime } from "ulid";
import { expect, it } from "vitest";
import type { DeliveryRecord, LookRecord } from "../../src/catalogue/looks.ts";
import type { Repository } from "../../src/catalogue/sources.ts";
import type { RepositoryPage, Store } from "../../src/catalogue/store.ts";
import { repository, source } from "../support/entry-builders.ts";

const AT = "2026-11-24T10:00:00.000Z";
const LATER = "2026-11-24T11:00:00.000Z";

const look = (id: string, over: Partial<LookRecord> = {}): LookRecord => ({
  id,
  repositoryId: repository().id,
  at: AT,
  reason: "push",
  outcome: "looked",
  commit: "c0ffee",
  elapsedMs: 120,
  events: [{ kind: "updated", path: "local.examples/tool", title: "A tool" }],
  problems: { error: 0, warning: 2, hint: 1 },
  failure: undefined,
  ...over,
});

const delivery = (id: string, deliveryId: string): DeliveryRecord => ({
  id,
  host: "forge.test",
  deliveryId,
  event: "push",
  at: AT,
  outcome: "queued",
  repositoryIds: ["01REPO"],
});

/** A part of the contract of `Store`: forges, looks, and what forges told us. */
export function testLookStore(store: () => Store): void {
  const prepare = async (): Promise<void> => {
    await store().sources.save(source());
    await store().sources.saveRepository(repository());
  };

  it("gives back what a source asks and what a forge says", async () => {
    const options = {
      scope: { url: "https://forge.test", of: "organisation", name: "astro" },
      exclude: ["astro/old-*"],
      every: "PT15M",
    } as const;
    const facts = { topics: ["radio"], license: "MIT", stars: 3, archived: true, fork: false };
    await store().sources.save(source({ kind: "github", options }));
    await store().sources.saveRepositories([
      repository({ facts, tagsSeen: "t1", reportWanted: "w", reportSent: "s" }),
      repository({ id: "01OTHER", forgeId: "other", path: "other" }),
    ]);
    expect((await store().sources.list())[0]).toMatchObject({ kind: "github", options });
    expect(await store().sources.findRepository("01REPO")).toMatchObject({
      facts,
      tagsSeen: "t1",
      reportWanted: "w",
      reportSent: "s",
    });
    expect(await store().sources.listRepositories(source().id)).toHaveLength(2);
  });

  it("keeps a commit status that was refused apart from the one that was sent", async () => {
    await prepare();
    const failure = { code: "SOURCE_INVALID", message: "No.", hint: undefined, at: AT, retryAt: AT };
    const reportRefused = { wanted: "w", failure };
    for (const reports of [{ reportSent: "s", reportRefused }, { reportRefused }, { reportSent: "s" }]) {
      await store().sources.saveRepository(repository(reports));
      const { reportSent, reportRefused: refused } = (await store().sources.findRepository("01REPO")) ?? {};
      expect({ reportSent, reportRefused: refused }).toEqual({
        reportSent: undefined,
        reportRefused: undefined,
        ...reports,
      });
    }
  });

  it("finds repositories by their forge's id, and by address without case", async () => {
    await store().sources.save(source());
    await store().sources.save(source({ id: "01GONE", key: "gone", state: "missing" }));
    const tool = { forge: "github", host: "forge.test", path: "Astro/Tool", forgeId: "R_1" } as const;
    await store().sources.saveRepositories([
      repository({ ...tool, id: "01A", sourceId: "01GONE" }),
      repository({ ...tool, id: "01B" }),
      repository({ ...tool, id: "01C", host: "other.test" }),
    ]);
    const ids = (found: readonly { id: string }[]): string[] => found.map(({ id }) => id);
    expect(ids(await store().sources.findByForgeIds("forge.test", ["R_1", "R_2"])).sort()).toEqual([
      "01A",
      "01B",
    ]);
    expect(await store().sources.findByForgeIds("forge.test", [])).toEqual([]);
    expect(ids(await store().sources.findRepositoriesAt("forge.test", "astro/tool"))).toEqual(["01B", "01A"]);
    expect(await store().sources.findRepositoriesAt("forge.test", "astro/too")).toEqual([]);
  });

  it("puts off looks, and knows which repository has waited longest", async () => {
    expect(await store().sources.oldestLook()).toBeUndefined();
    await prepare();
    await store().sources.saveRepository(
      repository({ id: "01NEW", forgeId: "new", path: "new", lastLookedAt: LATER }),
    );
    expect(await store().sources.oldestLook()).toBe(AT);
    await store().sources.deferLooks(["01REPO"], LATER);
    expect(await store().sources.findRepository("01REPO")).toMatchObject({ nextLookAt: LATER, attempts: 0 });
    expect(await store().sources.findRepository("01NEW")).toMatchObject({ nextLookAt: undefined });
    await store().sources.deferLooks([], LATER);
  });

  it("keeps the newest twenty looks of a repository", async () => {
    await prepare();
    const failure = { code: "UPSTREAM_FAILED", message: "no answer", hint: undefined, at: AT };
    for (let number = 10; number < 32; number += 1) await store().sources.saveLook(look(`01L${number}`));
    await store().sources.saveLook(look("01L32", { outcome: "failed", commit: undefined, failure }));
    const looks = await store().sources.listLooks("01REPO", 50);
    expect(looks).toHaveLength(20);
    expect(looks[0]).toEqual(look("01L32", { outcome: "failed", commit: undefined, failure }));
    expect(looks.at(-1)?.id).toBe("01L13");
    expect((await store().sources.listLooksOfSource(source().id, 2)).map(({ id }) => id)).toEqual([
      "01L32",
      "01L31",
    ]);
    expect(await store().sources.listLooks("01NOBODY", 5)).toEqual([]);
  });

  it("takes a call of a forge once, together with what is to be done", async () => {
    const { sources, jobs } = store();
    const look = (subject: string) => [{ kind: "look" as const, subject, dueAt: AT }];
    expect(await sources.saveDelivery(delivery("01D1", "a"), look("01CALLED"))).toBe(true);
    expect(await sources.saveDelivery(delivery("01D2", "a"), look("01REPLAYED"))).toBe(false);
    expect(await sources.saveDelivery({ ...delivery("01D3", "a"), host: "other.test" }, [])).toBe(true);
    expect(await jobs.find("look", "01CALLED")).toMatchObject({ dueAt: AT });
    expect(await jobs.find("look", "01REPLAYED")).toBeUndefined();
    expect(await store().sources.listDeliveries(10)).toEqual([
      { ...delivery("01D3", "a"), host: "other.test" },
      delivery("01D1", "a"),
    ]);
  });

  it("brings a waiting job forward, and never puts it off", async () => {
    await store().jobs.add("look", "01REPO", LATER);
    await store().jobs.add("crawl", "01SOURCE", LATER);
    expect(await store().jobs.claim(["look"], AT, LATER, 5)).toEqual([]);
    await store().jobs.add("look", "01REPO", AT);
    await store().jobs.add("look", "01REPO", LATER);
    expect(await store().jobs.count("look")).toBe(1);
    expect(await store().jobs.claim(["look"], AT, LATER, 5)).toMatchObject([
      { kind: "look", subject: "01REPO", dueAt: AT },
    ]);
  });

  it("gives a job that is added again while it is done the later time, else it would never end", async () => {
    await store().jobs.add("look", "01REPO", AT);
    const [job] = await store().jobs.claim(["look"], AT, LATER, 1);
    await store().jobs.add("look", "01REPO", LATER);
    await store().jobs.finish([job?.id ?? ""]);
    expect(await store().jobs.find("look", "01REPO")).toMatchObject({ dueAt: LATER, attempts: 0 });
    expect(await store().jobs.claim(["look"], AT, LATER, 1)).toEqual([]);
  });

  it("finds the job of a subject, waiting or being done", async () => {
    await store().jobs.add("crawl", "01SOURCE", LATER);
    expect(await store().jobs.find("crawl", "01SOURCE")).toMatchObject({ subject: "01SOURCE", dueAt: LATER });
    expect(await store().jobs.find("look", "01SOURCE")).toBeUndefined();
    const [job] = await store().jobs.claim(["crawl"], LATER, "2026-11-24T12:00:00.000Z", 1);
    expect(await store().jobs.find("crawl", "01SOURCE")).toMatchObject({ id: job?.id, attempts: 1 });
    await store().jobs.finish([job?.id ?? ""]);
    expect(await store().jobs.find("crawl", "01SOURCE")).toBeUndefined();
  });

  it("counts the repositories of a source by state, and those that were put off", async () => {
    await store().sources.save(source());
    await store().sources.save(source({ id: "01OTHER", key: "other" }));
    const at = (id: string, over: Partial<Repository>): Repository =>
      repository({ id, forgeId: id, path: id, ...over });
    await store().sources.saveRepositories([
      at("01A", { state: "ok" }),
      at("01B", { state: "broken", nextLookAt: LATER }),
      at("01C", { state: "ok", nextLookAt: "2026-11-24T12:00:00.000Z" }),
      at("01D", { state: "unreachable", attempts: 2, nextLookAt: LATER }),
      at("01E", { sourceId: "01OTHER", state: "gone" }),
    ]);
    expect(await store().sources.countRepositories(source().id, AT)).toEqual({
      total: 4,
      byState: new Map([
        ["broken", 1],
        ["ok", 2],
        ["unreachable", 1],
      ]),
      deferred: 2,
      deferredUntil: LATER,
    });
    expect(await store().sources.countRepositories(source().id, "2026-11-24T13:00:00.000Z")).toMatchObject({
      deferred: 0,
      deferredUntil: undefined,
    });
    expect((await store().sources.countRepositories("01NONE", AT)).total).toBe(0);
    const page = async (over: Partial<RepositoryPage>): Promise<readonly string[]> =>
      (await store().sources.listRepositoriesPage(source().id, { offset: 0, limit: 10, ...over })).map(
        ({ id }) => id,
      );
    expect(await page({})).toEqual(["01A", "01B", "01C", "01D"]);
    expect(await page({ offset: 1, limit: 2 })).toEqual(["01B", "01C"]);
    expect(await page({ state: "ok" })).toEqual(["01A", "01C"]);
    expect(await page({ state: "ok", offset: 1 })).toEqual(["01C"]);
    expect(await page({ offset: 9 })).toEqual([]);
  });

  it("tells the looks at commits that were made while their repository was known", async () => {
    await store().sources.save(source());
    await store().sources.saveRepository(repository({ createdAt: AT }));
    const at = "2026-11-24T10:30:00.000Z";
    const id = (letter: string): string => `${encodeTime(Date.parse(at))}${letter.padEnd(16, "0")}`;
    await store().sources.saveLook(look(id("A"), { at, committedAt: "2026-11-24T10:29:00.000Z" }));
    await store().sources.saveLook(look(id("B"), { at, committedAt: "2020-01-01T00:00:00.000Z" }));
    await store().sources.saveLook(look(id("C"), { at }));
    const fresh = await store().sources.listLooksAtNewCommits(AT, 10);
    expect(fresh).toEqual([look(id("A"), { at, committedAt: "2026-11-24T10:29:00.000Z" })]);
    expect(await store().sources.listLooksAtNewCommits(LATER, 10)).toEqual([]);
    expect(await store().sources.listLooks("01REPO", 5)).toHaveLength(3);
  });
}
