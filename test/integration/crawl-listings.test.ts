import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CrawlFixture, manifest } from "../support/crawl-fixture.ts";
import {
  addOrganisation,
  commitOf,
  createListedFixture,
  createListedForge,
  foundRepository,
  headAt,
  type ListedForge,
  listingOf,
} from "../support/listed-forge.ts";

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
});
