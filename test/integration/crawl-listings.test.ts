import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CrawlFixture, manifest } from "../support/crawl-fixture.ts";
import {
  addOrganisation,
  commitOf,
  createListedFixture,
  createListedForge,
  foundRepository,
  instancesOf,
  headAt,
  type ListedForge,
  listingOf,
} from "../support/listed-forge.ts";

const SIGNAL = new AbortController().signal;
const DAY_MS = 24 * 3_600_000;
const FILE = "ivoa-execution.yaml";

describe("a listing", () => {
  let crawl: CrawlFixture;
  let forge: ListedForge;
  beforeEach(async () => {
    forge = createListedForge();
    crawl = await createListedFixture(forge);
    await addOrganisation(crawl, "survey");
    forge.trees.set(commitOf("a"), { [FILE]: manifest() });
    forge.listings.set("survey", listingOf(foundRepository("ID1", "survey/tool", headAt("a"))));
  });
  afterEach(() => crawl.close());

  const idOf = async (forgeId: string): Promise<string> => {
    const [first] = await crawl.store.sources.findByForgeIds("github.com", [forgeId]);
    return first?.id ?? "";
  };

  const repositories = async () =>
    crawl.store.sources.listRepositories((await crawl.store.sources.find("survey"))?.id ?? "");
  const stateOf = async (forgeId: string): Promise<readonly (string | undefined)[]> => {
    const [repository] = await crawl.store.sources.findByForgeIds("github.com", [forgeId]);
    const [entry] = await crawl.store.entries.listOfRepository(repository?.id ?? "");
    return [repository?.state, entry?.program.state];
  };

  it("leaves a source refused that the operator refuses while it is listed", async () => {
    forge.onList = async () => {
      const source = await crawl.store.sources.find("survey");
      if (source !== undefined) await crawl.store.sources.save({ ...source, state: "refused" });
    };
    await crawl.crawl();
    expect(await crawl.store.sources.find("survey")).toMatchObject({
      state: "refused",
      lastListedAt: "2026-06-01T00:00:00.000Z",
    });
  });

  it("never takes the place of a later look, whose commit it does not know yet", async () => {
    forge.trees.set(commitOf("b"), { [FILE]: manifest({ title: "The newer one" }) });
    const older = [
      foundRepository("ID0", "survey/first", headAt("e")),
      foundRepository("ID1", "survey/tool", headAt("a")),
    ];
    forge.listings.set("survey", listingOf(...older));
    const webhook = crawl.crawlerWith({ forges: instancesOf(forge) });
    forge.onRead = async (path) => {
      if (path !== "survey/first") return;
      forge.onRead = undefined;
      forge.heads.set("ID1", headAt("b"));
      crawl.forward(1000);
      await webhook.look({ repositoryId: await idOf("ID1"), reason: "push", signal: SIGNAL });
      crawl.forward(1000);
    };
    await crawl.crawl();
    expect((await crawl.store.entries.find("github.com/survey/tool"))?.program.title).toBe("The newer one");
    expect(forge.read).toEqual(["survey/first", "survey/tool"]);
  });

  it("is shared by crawlers of one store: each repository is read once", async () => {
    forge.listings.set(
      "survey",
      listingOf(..."abcdef".split("").map((sign) => foundRepository(sign, `survey/${sign}`, headAt(sign)))),
    );
    const parts = { sharesStore: true, parallel: 1, forges: instancesOf(forge) };
    forge.onRead = () => new Promise((resolve) => setTimeout(resolve, 10));
    const both = [crawl.crawlerWith(parts), crawl.crawlerWith(parts)];
    await Promise.all(both.map((crawler) => crawler.crawl({ signal: SIGNAL })));
    expect([...forge.read].sort()).toEqual("abcdef".split("").map((sign) => `survey/${sign}`));
  });

  it("that is partial leaves it to the forge's own answer what has become of the others", async () => {
    forge.trees.set(commitOf("b"), { [FILE]: manifest({ title: "Changed" }) });
    const named = (name: string) => foundRepository(name, `survey/${name}`, headAt("a"));
    const a = named("a");
    forge.listings.set("survey", listingOf(a, named("b"), named("c")));
    await crawl.crawl();
    forge.listings.set("survey", { repositories: [a], partial: true, remark: undefined });
    forge.heads.set("b", headAt("b"));
    await crawl.crawl();
    expect(forge.asked).toEqual(["survey/b", "survey/c"]);
    expect((await crawl.store.entries.find("github.com/survey/b"))?.program.title).toBe("Changed");
    expect(await stateOf("c")).toEqual(["gone", "published"]);
    for (let day = 0; day < 7; day += 1) {
      crawl.forward(DAY_MS);
      await crawl.crawl();
    }
    expect(await stateOf("c")).toEqual(["gone", "withdrawn"]);
    forge.asked.length = 0;
    await crawl.crawl();
    expect(forge.asked).toEqual(["survey/b"]);
  });

  it("alone brings back what has left its source; a look asks for one", async () => {
    const other = foundRepository("ID2", "survey/other", headAt("e"));
    const tool = foundRepository("ID1", "survey/tool", headAt("a"));
    forge.heads.set("ID1", headAt("a"));
    forge.listings.set("survey", listingOf(tool, other));
    await crawl.crawl();
    forge.listings.set("survey", listingOf(other));
    await crawl.crawl();
    const { goneSince } = await crawl.repository("survey");
    for (let week = 0; week < 2; week += 1) {
      crawl.forward(6 * DAY_MS);
      const told: (string | undefined)[] = [];
      const look = await crawl.crawlerWith({ forges: instancesOf(forge) }).look({
        repositoryId: await idOf("ID1"),
        reason: "asked",
        signal: SIGNAL,
        onStage: (stage) => told.push(stage.told),
      });
      expect(look).toMatchObject({ outcome: "unchanged", changed: false });
      expect(told.at(-1)).toContain('has left source "survey"');
      expect(look.repository.goneSince).toBe("2026-06-01T00:00:00.000Z");
      expect(await crawl.store.jobs.find("crawl", look.repository.sourceId)).toBeDefined();
      await crawl.crawl();
    }
    expect(goneSince).toBeUndefined();
    expect(await stateOf("ID1")).toEqual(["gone", "withdrawn"]);
    forge.listings.set("survey", listingOf(tool, other));
    await crawl.crawl();
    expect(await stateOf("ID1")).toEqual(["ok", "published"]);
  });

  it("leaves gone what was held back once, until it is there again or the operator says so", async () => {
    const all = "abcdefghij".split("").map((id) => foundRepository(id, `survey/${id}`, headAt("a")));
    const stay = foundRepository("stay", "survey/stay", headAt("e"));
    forge.listings.set("survey", listingOf(...all, stay));
    await crawl.crawl();
    forge.listings.set("survey", listingOf(stay));
    await crawl.crawl();
    crawl.forward(8 * DAY_MS);
    const look = crawl.crawlerWith({ forges: instancesOf(forge) });
    await look.look({ repositoryId: await idOf("a"), reason: "asked", signal: SIGNAL });
    expect(await crawl.store.entries.count()).toMatchObject({ published: 10 });
    for (let run = 0; run < 5; run += 1) {
      crawl.forward(3_600_000);
      await crawl.crawl();
      expect(await crawl.store.entries.count()).toMatchObject({ published: 8 });
    }
    const held = (await repositories()).filter(({ failure }) => failure?.code === "CONFLICT");
    expect(held.map(({ failure }) => failure?.hint)).toEqual(
      Array.from(
        { length: 8 },
        () => "If that is right, run `execat crawl --allow-removals survey`; else they stay.",
      ),
    );
    await look.look({ repositoryId: held[0]?.id ?? "", reason: "asked", signal: SIGNAL });
    forge.listings.set("survey", listingOf(...all.slice(-1), stay));
    await crawl.crawl();
    expect(await stateOf("j")).toEqual(["ok", "published"]);
    await crawl.crawl({ allowRemovals: true });
    expect(await crawl.store.entries.count()).toMatchObject({ published: 1 });
  });
});

describe("a repository whose address", () => {
  let crawl: CrawlFixture;
  let forge: ListedForge;
  beforeEach(async () => {
    forge = createListedForge();
    crawl = await createListedFixture(forge);
    forge.trees.set(commitOf("a"), { [FILE]: manifest({ title: "Old" }) });
    forge.trees.set(commitOf("b"), { [FILE]: manifest({ title: "New" }) });
  });
  afterEach(() => crawl.close());

  const rowsOf = (...forgeIds: string[]) => crawl.store.sources.findByForgeIds("github.com", forgeIds);
  const entryAt = async (path: string) => {
    const entry = await crawl.store.entries.find(`github.com/${path}`);
    return [entry?.program.title, entry?.program.state];
  };
  const crawlAfter = async (...days: number[]): Promise<void> => {
    for (const count of days) {
      crawl.forward(count * DAY_MS);
      await crawl.crawl();
    }
  };

  it("was another's, which was deleted, is one of its own, and is published when the old entries go", async () => {
    await addOrganisation(crawl, "survey");
    forge.listings.set("survey", listingOf(foundRepository("ID1", "survey/tool", headAt("a"))));
    await crawl.crawl();
    const before = await crawl.store.entries.find("github.com/survey/tool");
    forge.listings.set("survey", listingOf(foundRepository("ID2", "survey/tool", headAt("b"))));
    await crawlAfter(1, 1);
    expect(await entryAt("survey/tool")).toEqual(["Old", "published"]);
    expect(await rowsOf("ID2")).toMatchObject([{ state: "broken" }]);
    await crawlAfter(7, 1);
    expect(await entryAt("survey/tool")).toEqual(["New", "published"]);
    expect((await crawl.store.entries.find("github.com/survey/tool"))?.program.id).not.toBe(
      before?.program.id,
    );
    expect(await rowsOf("ID1", "ID2")).toMatchObject([{ state: "gone" }, { state: "ok" }]);
    forge.read.length = 0;
    await crawl.crawl();
    expect(forge.read).toEqual([]);
  });

  it.each([
    ["after", "aaa", "bbb"],
    ["before", "bbb", "aaa"],
  ])(
    "changes by a transfer to an organisation that is listed %s it goes over with its entries",
    async (_, from, to) => {
      await addOrganisation(crawl, from);
      await addOrganisation(crawl, to);
      const x = foundRepository("X", `${from}/x`, headAt("e"));
      const y = foundRepository("Y", `${to}/y`, headAt("e"));
      forge.listings.set(from, listingOf(x, foundRepository("ID1", `${from}/tool`, headAt("a"))));
      forge.listings.set(to, listingOf(y));
      await crawl.crawl();
      const [before] = await rowsOf("ID1");
      forge.listings.set(from, listingOf(x));
      forge.listings.set(to, listingOf(y, foundRepository("ID1", `${to}/tool`, headAt("a"))));
      // A webhook tells of it first.
      forge.heads.set("ID1", { ...headAt("a"), found: foundRepository("ID1", `${to}/tool`) });
      crawl.forward(1000);
      const webhook = crawl.crawlerWith({ forges: instancesOf(forge) });
      await webhook.look({ repositoryId: before?.id ?? "", reason: "push", signal: SIGNAL });
      await crawlAfter(1, 1, 10, 1);
      expect(await entryAt(`${to}/tool`)).toEqual(["Old", "published"]);
      const source = await crawl.store.sources.find(to);
      expect(source?.failure).toBeUndefined();
      expect(await rowsOf("ID1")).toMatchObject([
        { id: before?.id, sourceId: source?.id, state: "ok", goneSince: undefined },
      ]);
    },
  );

  it("was listed by itself goes over to the organisation that stands in the place of that source", async () => {
    forge.heads.set("github.com/survey/tool", headAt("a"));
    await crawl.addSource("tool", "git", "https://github.com/survey/tool.git");
    await crawl.crawl();
    const before = await crawl.repository("tool");
    const source = await crawl.store.sources.find("tool");
    if (source !== undefined) await crawl.store.sources.save({ ...source, state: "missing" });
    const organisation = {
      ...source,
      id: "01ORGANISATION000000000000",
      key: "survey",
      kind: "github",
    } as const;
    const options = { scope: { url: "https://github.com", of: "organisation", name: "survey" } } as const;
    if (source !== undefined)
      await crawl.store.sources.save({ ...source, ...organisation, options, state: "active" });
    forge.listings.set("survey", listingOf(foundRepository("ID2", "survey/tool", headAt("b"))));
    await crawlAfter(1);
    expect(await entryAt("survey/tool")).toEqual(["New", "published"]);
    expect(await rowsOf("ID2")).toMatchObject([{ id: before.id, forge: "github", state: "ok" }]);
  });

  it("belongs to one that another source leaves out is read", async () => {
    await addOrganisation(crawl, "survey", ["survey/*"]);
    await crawl.addSource("tool", "git", "https://github.com/survey/tool.git");
    forge.heads.set("github.com/survey/tool", headAt("a"));
    forge.listings.set("survey", listingOf(foundRepository("ID2", "survey/tool", headAt("a"))));
    await crawlAfter(1, 1);
    expect(await entryAt("survey/tool")).toEqual(["Old", "published"]);
  });
});
