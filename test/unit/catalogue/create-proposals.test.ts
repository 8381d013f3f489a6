import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProposals } from "../../../src/catalogue/create-proposals.ts";
import type { Proposals } from "../../../src/catalogue/proposals.ts";
import { createSqlStore } from "../../../src/catalogue/sql/index.ts";
import type { Store } from "../../../src/catalogue/store.ts";
import { actorRecord } from "../../support/ask-builders.ts";

describe("proposals", () => {
  let store: Store;
  beforeEach(async () => {
    store = await createSqlStore({ file: ":memory:" });
    await store.migrate();
    await store.actors.create(actorRecord(), "hash");
  });
  afterEach(() => store.close());

  const proposals = (policy: Proposals["policy"]): Proposals => {
    let number = 0;
    return createProposals({
      store,
      policy,
      now: () => new Date("2026-11-24T10:00:00Z"),
      newId: () => `01S${(number += 1)}`,
    });
  };

  it("wait for the operator's word under a key of their own", async () => {
    const one = await proposals("ask").propose(" https://forge.test/group/tool.git ", "01ACTOR");
    expect(one).toMatchObject({ key: "group-tool", state: "proposed", kind: "git", proposedBy: "01ACTOR" });
    expect(await store.sources.find("group-tool")).toEqual(one);
    expect(await store.jobs.count("crawl")).toBe(0);
  });

  it("are crawled at once where the catalogue is open", async () => {
    expect((await proposals("open").propose("ssh://git@forge.test/tool", "01ACTOR")).state).toBe("active");
    const jobs = await store.jobs.claim(
      ["crawl"],
      "2026-11-24T10:00:00.000Z",
      "2026-11-24T11:00:00.000Z",
      10,
    );
    expect(jobs.map((job) => job.subject)).toEqual([(await store.sources.find("tool"))?.id]);
  });

  it("are refused where it is closed, and twice", async () => {
    await expect(proposals("closed").propose("https://forge.test/tool", "01ACTOR")).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const open = proposals("ask");
    await open.propose("https://forge.test/tool", "01ACTOR");
    await expect(open.propose("https://forge.test/tool#readme", "01ACTOR")).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  it.each([
    "",
    "tool",
    "file:///etc",
    "/etc",
    "http://forge.test/tool",
    "https://forge.test",
    "https://me:secret@forge.test/tool",
    "--upload-pack=x",
    `https://forge.test/${"a".repeat(600)}`,
  ])("say what is wrong with %j", async (url) => {
    await expect(proposals("ask").propose(url, "01ACTOR")).rejects.toMatchObject({
      code: "SOURCE_INVALID",
      hint: expect.any(String) as string,
    });
  });
});
