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
      listingOf(...[..."abcdef"].map((sign) => foundRepository(sign, `survey/${sign}`, headAt(sign)))),
    );
    const parts = { sharesStore: true, parallel: 1, forges: instancesOf(forge) };
    forge.onRead = () => new Promise((resolve) => setTimeout(resolve, 10));
    const both = [crawl.crawlerWith(parts), crawl.crawlerWith(parts)];
    await Promise.all(both.map((crawler) => crawler.crawl({ signal: SIGNAL })));
    expect([...forge.read].sort()).toEqual([..."abcdef"].map((sign) => `survey/${sign}`));
  });
});
