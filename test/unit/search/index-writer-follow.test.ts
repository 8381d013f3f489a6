import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ExecatError } from "../../../src/errors.ts";
import { createEmbeddedEngine } from "../../../src/search/embedded/index.ts";
import type { IndexWriter } from "../../../src/search/index-writer.ts";
import { settingsFor } from "../../../src/search/indexing.ts";
import type { SearchEngine } from "../../../src/search/search-engine.ts";
import { createLiveVocabularies, type LiveVocabularies } from "../../../src/vocabulary/live-vocabularies.ts";
import type { Vocabularies } from "../../../src/vocabulary/vocabulary.ts";
import { EVERYTHING } from "../../conformance/search-engine-bench.ts";
import { withConcept, withoutFacet, withSynonym } from "../../support/changed-vocabularies.ts";
import { createIndexFixture, delegate, type IndexFixture } from "../../support/index-fixture.ts";
import { loadShipped } from "./search-fixture.ts";

const first = await loadShipped();
const CONCEPT = { scheme: "task", id: "source-extraction" };
const second = withSynonym(first, CONCEPT, "blinkenfinder");
const third = withSynonym(second, CONCEPT, "lampenfinder");

let fixture: IndexFixture;
let embedded: SearchEngine;
let engine: SearchEngine;
let rebuilds: number;
let isAway: boolean;
let live: LiveVocabularies;
let writer: IndexWriter;

beforeEach(async () => {
  fixture = await createIndexFixture(first);
  embedded = createEmbeddedEngine({ file: ":memory:" });
  rebuilds = 0;
  isAway = false;
  engine = {
    ...delegate(embedded),
    replaceAll: (...all) => {
      rebuilds += 1;
      return embedded.replaceAll(...all);
    },
    updateSettings: async (...all) => {
      if (isAway) throw new ExecatError("ENGINE_UNAVAILABLE", "It is away.");
      return embedded.updateSettings(...all);
    },
  };
  live = createLiveVocabularies(first);
  writer = fixture.writer(engine, { vocabularies: () => live.current });
  await fixture.publish(3, "Program");
  await writer.ensure();
  await writer.applyJobs();
  rebuilds = 0;
});
afterEach(async () => {
  await writer.stop();
  await embedded.close();
  await fixture.store.close();
});

async function totalOf(text: string): Promise<number> {
  return (await embedded.search({ ...EVERYTHING, text })).total;
}

async function hashInIndex(): Promise<string | undefined> {
  return (await embedded.describe()).settingsHash;
}

/** A writer of another process, which shares store and index. */
function otherWriter(parts: { readonly vocabularies: () => Vocabularies; refresh?: () => Promise<void> }) {
  return fixture.writer({ ...engine, isShared: true }, parts);
}

describe("an index writer whose vocabularies change", () => {
  it("gives the index the new synonyms without making it anew", async () => {
    expect(await totalOf("blinkenfinder")).toBe(0);
    live.replace(second);
    writer.follow(first);
    expect(await writer.ensure()).toBe(false);
    expect(await totalOf("blinkenfinder")).toBe(3);
    expect(await hashInIndex()).toBe(settingsFor(second).hash);
    expect(rebuilds).toBe(0);
  });

  it("writes the programs that have jobs with the new labels on their cards", async () => {
    live.replace(withConcept(first, CONCEPT, { prefLabel: "finding sources" }));
    await fixture.store.jobs.add("index", "01P10001", "2026-01-01T00:00:00.000Z");
    writer.follow(first);
    expect(await writer.applyJobs()).toBe(1);
    const { hits } = await embedded.search(EVERYTHING);
    expect(hits.map(({ card }) => card.includes('"label":"finding sources"'))).toEqual([false, true, false]);
    expect(rebuilds).toBe(0);
  });

  it("makes no new index when it works between the change and being told of it", async () => {
    live.replace(second);
    expect(await writer.ensure()).toBe(false);
    writer.follow(first);
    live.replace(third);
    writer.follow(second);
    expect(await writer.ensure()).toBe(false);
    expect(await totalOf("lampenfinder")).toBe(3);
    expect(rebuilds).toBe(0);
  });

  it("follows by itself while it is started, and when it is told only after it was made", async () => {
    writer.start(60_000);
    live.replace(second);
    writer.wake();
    await expect.poll(hashInIndex).toBe(settingsFor(second).hash);
    await writer.stop();
    // One that never looked at the index, as of a web server beside a crawler.
    const fresh = otherWriter({ vocabularies: () => live.current });
    live.replace(third);
    fresh.follow(second);
    expect(await fresh.ensure()).toBe(false);
    expect(await totalOf("lampenfinder")).toBe(3);
    expect(rebuilds).toBe(0);
  });

  it("makes the index anew when there are other facets", async () => {
    live.replace(withoutFacet(first, "input"));
    writer.follow(first);
    await writer.ensure();
    expect(rebuilds).toBe(1);
    expect((await embedded.search({ ...EVERYTHING, facets: ["input"] })).counts.get("input")?.size ?? 0).toBe(
      0,
    );
    expect(await hashInIndex()).toBe(settingsFor(live.current).hash);
  });

  it("makes the index anew at a start with other vocabularies, since nobody can tell what has jobs", async () => {
    const started = fixture.writer(engine, { vocabularies: () => second });
    expect(await started.ensure()).toBe(true);
    expect(rebuilds).toBe(1);
  });

  it("tries again, without a new index, when the engine was away", async () => {
    isAway = true;
    live.replace(second);
    writer.follow(first);
    await expect(writer.ensure()).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
    live.replace(third);
    writer.follow(second);
    isAway = false;
    expect(await writer.ensure()).toBe(false);
    expect(await totalOf("blinkenfinder")).toBe(3);
    expect(await totalOf("lampenfinder")).toBe(3);
    expect(rebuilds).toBe(0);
  });
});

describe("index writers of several processes", () => {
  it("do not put the old vocabularies back, whether they knew the index or were just started", async () => {
    const theirs = [createLiveVocabularies(first), createLiveVocabularies(first)];
    const others = theirs.map((own) =>
      otherWriter({ vocabularies: () => own.current, refresh: async () => own.replace(live.current) }),
    );
    await others[0]?.ensure();
    live.replace(second);
    writer.follow(first);
    await writer.ensure();
    for (const other of others) expect(await other.ensure()).toBe(false);
    expect(await writer.ensure()).toBe(false);
    expect(theirs.map(({ current }) => current)).toEqual([second, second]);
    expect(await hashInIndex()).toBe(settingsFor(second).hash);
    expect(rebuilds).toBe(0);
  });

  it("follow what another process did to the vocabularies and did not do to the index", async () => {
    const own = createLiveVocabularies(first);
    const other = otherWriter({ vocabularies: () => own.current, refresh: async () => own.replace(second) });
    expect(await other.ensure()).toBe(false);
    expect(await hashInIndex()).toBe(settingsFor(second).hash);
    expect(rebuilds).toBe(0);
  });

  it("leave an index alone that a process on another machine changed, until the change comes here", async () => {
    const own = createLiveVocabularies(first);
    const other = otherWriter({ vocabularies: () => own.current });
    await other.ensure();
    live.replace(second);
    writer.follow(first);
    await writer.ensure();
    expect(await other.ensure()).toBe(false);
    expect(await hashInIndex()).toBe(settingsFor(second).hash);
    own.replace(second);
    other.follow(first);
    expect(await other.ensure()).toBe(false);
    expect(rebuilds).toBe(0);
  });

  it("make the index anew when both changed the vocabularies at once, once each at most", async () => {
    const own = createLiveVocabularies(first);
    const other = otherWriter({ vocabularies: () => own.current });
    const shared = otherWriter({ vocabularies: () => live.current });
    await other.ensure();
    await shared.ensure();
    live.replace(second);
    expect(await shared.ensure()).toBe(false);
    own.replace(withSynonym(first, CONCEPT, "lampenfinder"));
    expect(await other.ensure()).toBe(true);
    expect(await shared.ensure()).toBe(false);
    expect(await other.ensure()).toBe(false);
    live.replace(third);
    own.replace(third);
    await shared.ensure();
    expect(await other.ensure()).toBe(false);
    expect(await hashInIndex()).toBe(settingsFor(third).hash);
    expect(rebuilds).toBeLessThanOrEqual(2);
  });

  it("do the jobs that came with a change with the vocabularies of the change", async () => {
    const own = createLiveVocabularies(first);
    const renamed = withConcept(first, CONCEPT, { prefLabel: "finding sources" });
    const other = otherWriter({
      vocabularies: () => own.current,
      refresh: async () => own.replace(renamed),
    });
    await fixture.store.jobs.add("index", "01P10002", "2026-01-01T00:00:00.000Z");
    expect(await other.applyJobs()).toBe(1);
    const { hits } = await embedded.search(EVERYTHING);
    expect(hits.at(-1)?.card).toContain('"label":"finding sources"');
  });

  it("may be told to follow by what brings them up to date", async () => {
    const own = createLiveVocabularies(first);
    const other = otherWriter({
      vocabularies: () => own.current,
      refresh: async () => {
        if (own.current === second) return;
        own.replace(second);
        other.follow(first);
      },
    });
    expect(await other.ensure()).toBe(false);
    expect(await other.ensure()).toBe(false);
    expect(await hashInIndex()).toBe(settingsFor(second).hash);
    expect(rebuilds).toBe(0);
  });
});
