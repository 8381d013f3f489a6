import { expect, it } from "vitest";
import type { Store } from "../../src/catalogue/store.ts";
import type { ReleaseRecord, VersionRecord } from "../../src/catalogue/versions.ts";
import { MODEL_VERSION } from "../../src/manifest/model.ts";
import { model, programChange, repository, source } from "../support/entry-builders.ts";

const AT = "2026-11-24T10:00:00.000Z";
const ID = programChange().program.id;

const release = (tag: string, position: number, over: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  tag,
  commit: `c${tag}`,
  movedFrom: [],
  position,
  prerelease: false,
  isRead: true,
  firstSeenAt: AT,
  ...over,
});

const ready = (tag: string, modelVersion = MODEL_VERSION): VersionRecord => ({
  programId: ID,
  tag,
  state: "ready",
  document: {
    file: "ivoa-execution.yaml",
    number: 0,
    blobId: `b${tag}`,
    sha256: "ab",
    bytes: Buffer.from(`text of ${tag}`),
    dialect: "D",
    model: model({ executable: { kind: "docker-container", kindState: "concrete", name: tag } }),
    modelVersion,
  },
});

const broken = (tag: string): VersionRecord => ({ programId: ID, tag, state: "broken", reason: "No image." });

/** A part of the contract of `Store`: releases of repositories, and what runs. */
export function testReleaseStore(store: () => Store): void {
  const apply = (
    releases: readonly ReleaseRecord[],
    read: readonly string[],
    versions: readonly VersionRecord[],
  ): Promise<void> =>
    store().entries.apply({
      repository: repository(),
      problems: [],
      programs: [],
      seen: [],
      at: AT,
      releases: { releases, read, versions },
    });
  const publish = async (): Promise<void> => {
    await store().sources.save(source());
    const change = { repository: repository(), problems: [], programs: [programChange()], seen: [], at: AT };
    await store().entries.apply(change);
    const jobs = await store().jobs.claim(["index"], AT, AT, 10);
    await store().jobs.finish(jobs.map(({ id }) => id));
  };

  it("lets the newest release run that is ready and no candidate, and the branch without one", async () => {
    await publish();
    const before = await store().entries.get(ID);
    expect(before?.runs).toMatchObject({ tag: undefined, commit: before?.document.commit });
    expect(before?.versions).toEqual([]);
    const all = [release("4rc1", 0, { prerelease: true }), release("3", 1), release("2", 2), release("1", 3)];
    await apply(all, ["4rc1", "3", "2", "1"], [ready("4rc1"), broken("3"), ready("2"), ready("1")]);
    const entry = await store().entries.get(ID);
    expect(entry?.runs).toMatchObject({ tag: "2", commit: "c2", blobId: "b2", file: "ivoa-execution.yaml" });
    expect(Buffer.from(entry?.runs.bytes ?? []).toString()).toBe("text of 2");
    expect(entry?.versions.map(({ tag, state, reason }) => [tag, state, reason])).toEqual([
      ["4rc1", "ready", undefined],
      ["3", "broken", "No image."],
      ["2", "ready", undefined],
      ["1", "ready", undefined],
    ]);
    expect(await store().jobs.count("index")).toBe(1);
    expect((await store().entries.versionOf(ID, "1"))?.commit).toBe("c1");
    expect(await store().entries.versionOf(ID, "3")).toBeUndefined();
  });

  it("replaces the versions of the tags that were read, and forgets tags that are gone", async () => {
    await publish();
    await apply([release("2", 0), release("1", 1)], ["2", "1"], [ready("2"), ready("1")]);
    const moved = release("1", 0, { commit: "new", movedFrom: ["c1"] });
    await apply([moved], ["1"], [broken("1")]);
    expect((await store().entries.get(ID))?.versions).toMatchObject([
      { tag: "1", state: "broken", commit: "new", movedFrom: ["c1"] },
    ]);
    expect((await store().entries.get(ID))?.runs.tag).toBeUndefined();
    expect(await store().entries.releasesOf(repository().id)).toEqual([moved]);
  });

  it("indexes a program anew when what runs was read again, though its tag is the same", async () => {
    await publish();
    await apply([release("1", 0)], ["1"], [ready("1")]);
    await store().jobs.finish((await store().jobs.claim(["index"], AT, AT, 10)).map(({ id }) => id));
    await apply([release("1", 0, { commit: "new", movedFrom: ["c1"] })], ["1"], [ready("1")]);
    expect(await store().jobs.find("index", ID)).toBeDefined();
    await store().jobs.finish((await store().jobs.claim(["index"], AT, AT, 10)).map(({ id }) => id));
    await apply([release("1", 0, { commit: "new", movedFrom: ["c1"] })], [], []);
    expect(await store().jobs.count("index")).toBe(0);
  });

  it("keeps what runs when the branch's document changes", async () => {
    await publish();
    await apply([release("1", 0)], ["1"], [ready("1")]);
    const again = { repository: repository(), problems: [], programs: [programChange()], seen: [], at: AT };
    await store().entries.apply(again);
    expect((await store().entries.get(ID))?.runs.tag).toBe("1");
    expect((await store().entries.page(undefined, 10))[0]?.runs.tag).toBe("1");
  });

  it("does not run a model that another version of the reader made", async () => {
    await publish();
    await apply([release("1", 0)], ["1"], [ready("1", MODEL_VERSION - 1)]);
    expect((await store().entries.get(ID))?.runs.tag).toBeUndefined();
  });

  it("finds programs by their image", async () => {
    await publish();
    const image = { locations: ["Example.org/a/tool:2.0"] };
    const executable = { kind: "docker-container", kindState: "concrete", image } as const;
    const other = programChange({
      id: "01IMAGE",
      path: "local.examples/image",
      model: model({ executable }),
    });
    await store().entries.apply({
      repository: repository({ id: "01R2", forgeId: "image", path: "image" }),
      problems: [],
      programs: [{ ...other, documents: other.documents.map((it) => ({ ...it, repositoryId: "01R2" })) }],
      seen: [],
      at: AT,
    });
    const found = await store().entries.listByImage("example.org/a/tool", 5);
    expect(found.map(({ id }) => id)).toEqual(["01IMAGE"]);
    expect(await store().entries.listByImage("example.org/a", 5)).toEqual([]);
  });
}
