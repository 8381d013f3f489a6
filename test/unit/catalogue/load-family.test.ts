import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Entry } from "../../../src/catalogue/entry.ts";
import { findLayerProblems } from "../../../src/catalogue/layer-problems.ts";
import { listUnverified, loadChain, loadFamily } from "../../../src/catalogue/load-family.ts";
import { createSqlStore } from "../../../src/catalogue/sql/index.ts";
import type { Store } from "../../../src/catalogue/store.ts";
import { source } from "../../support/entry-builders.ts";
import { publishLayers } from "../../support/layer-builders.ts";

const AT = "2026-11-24T10:00:00.000Z";
let store: Store;
beforeEach(async () => {
  store = await createSqlStore({ file: ":memory:" });
  await store.migrate();
  await store.sources.save(source());
});
afterEach(() => store.close());

const publish = (...layers: Parameters<typeof publishLayers>[1]): Promise<void> =>
  publishLayers(store, layers);

async function get(id: string): Promise<Entry> {
  const entry = await store.entries.get(id);
  if (entry === undefined) throw new Error(`There is no program "${id}".`);
  return entry;
}

const shownFor = async (id: string): Promise<string | undefined> =>
  (await loadFamily(store, await get(id))).shown?.program.id;
const stateOf = async (id: string): Promise<string | undefined> =>
  (await loadChain(store, await get(id)))[0]?.claim?.state;
const rulesOf = async (...ids: string[]): Promise<readonly string[]> =>
  (await findLayerProblems(store, await store.entries.getAll(ids))).map(({ rule }) => rule);
const decide = (layerId: string, originId: string, verdict: "confirmed" | "refused"): Promise<void> =>
  store.layers.decide({ layerId, originId, verdict, actor: "ada", at: AT });

const A = { id: "A", at: "dev/tool" };
const B = { id: "B", at: "pack/tool", role: "packager", derivedFrom: "github.com/dev/tool" } as const;

describe("a family of layers", () => {
  it("is of one owner: the latest of three stands for all", async () => {
    await publish(
      { id: "A", at: "dev/tool" },
      { id: "B", at: "dev/tool-image", role: "packager", derivedFrom: "https://github.com/dev/tool.git" },
      { id: "C", at: "dev/course", role: "publisher", derivedFrom: "github.com/dev/tool-image" },
    );
    for (const id of ["A", "B", "C"]) {
      const family = await loadFamily(store, await get(id));
      expect(family.members.map(({ entry }) => entry.program.id)).toEqual(["A", "B", "C"]);
      expect(family.shown?.program.id).toBe("C");
    }
    expect((await loadFamily(store, await get("C"))).line.map(({ program }) => program.id)).toEqual([
      "A",
      "B",
      "C",
    ]);
    expect(await rulesOf("A", "B", "C")).toEqual([]);
  });

  it("does not take in who only claims it", async () => {
    await publish(A, B);
    expect(await shownFor("A")).toBe("A");
    expect(await shownFor("B")).toBe("B");
    expect(await stateOf("B")).toBe("unverified");
    const family = await loadFamily(store, await get("A"));
    const { entries, more } = await listUnverified(store, family, 5);
    expect([entries.map(({ program }) => program.id), more]).toEqual([["B"], false]);
    expect(await rulesOf("A", "B")).toEqual(["layer/unverified"]);
  });

  it.each([["github.com/pack/tool"], ["https://github.com/Pack/tool/blob/main/ivoa-execution.yaml"]])(
    "takes in a layer that its origin lists as %s",
    async (name) => {
      await publish({ ...A, layers: [name] }, B);
      expect([await shownFor("A"), await shownFor("B")]).toEqual(["B", "B"]);
      expect(await listUnverified(store, await loadFamily(store, await get("A")), 5)).toMatchObject({
        entries: [],
      });
      await publish(A);
      expect([await shownFor("A"), await shownFor("B")]).toEqual(["A", "B"]);
    },
  );

  it("does not take in what an origin lists, but that says nothing of it", async () => {
    await publish({ ...A, layers: ["github.com/pack/tool"] }, { id: "B", at: "pack/tool" });
    expect([await shownFor("A"), await shownFor("B")]).toEqual(["A", "B"]);
  });

  it("goes by an operator's word, for the origin that it was given for and no other", async () => {
    await publish(A, B, { id: "V", at: "victim/tool" });
    await decide("B", "A", "confirmed");
    expect([await shownFor("A"), await shownFor("B")]).toEqual(["B", "B"]);
    await publish({ ...B, derivedFrom: "github.com/victim/tool" });
    expect([await shownFor("A"), await shownFor("B"), await shownFor("V")]).toEqual(["A", "B", "V"]);
  });

  it("leaves out a layer that an operator refused, even of the same owner", async () => {
    await publish(A, { ...B, at: "dev/copy" });
    await decide("B", "A", "refused");
    expect([await shownFor("A"), await shownFor("B")]).toEqual(["A", "B"]);
    expect(await listUnverified(store, await loadFamily(store, await get("A")), 5)).toMatchObject({
      entries: [],
    });
    expect(await rulesOf("B")).toEqual(["layer/unverified"]);
  });

  it("does not let a stranger in by way of a layer that is recognised", async () => {
    const stranger = {
      id: "C",
      at: "evil/tool",
      role: "publisher",
      derivedFrom: "github.com/pack/tool",
    } as const;
    await publish({ ...A, layers: ["github.com/pack/tool"] }, B, stranger);
    expect([await shownFor("A"), await shownFor("B"), await shownFor("C")]).toEqual(["B", "B", "C"]);
    const family = await loadFamily(store, await get("C"));
    expect(family.openClaim?.state).toBe("unverified");
    expect(family.line).toHaveLength(1);
  });

  it("does not let a stranger's own layers in with him", async () => {
    const own = { id: "C", at: "pack/more", role: "publisher", derivedFrom: "github.com/pack/tool" } as const;
    await publish(A, B, own);
    expect([await shownFor("A"), await shownFor("B"), await shownFor("C")]).toEqual(["A", "C", "C"]);
    expect((await loadFamily(store, await get("C"))).openClaim).toMatchObject({ state: "unverified" });
  });

  it("breaks a chain that bites its tail, and says so at each of its documents", async () => {
    await publish(
      { id: "A", at: "dev/a", derivedFrom: "github.com/dev/b" },
      { id: "B", at: "dev/b", derivedFrom: "github.com/dev/a" },
      { id: "C", at: "dev/c", derivedFrom: "github.com/dev/b" },
      { id: "S", at: "dev/self", derivedFrom: "github.com/dev/self" },
    );
    expect(await rulesOf("A", "B", "C", "S")).toEqual(["layer/circle", "layer/circle", "layer/circle"]);
    expect([await shownFor("A"), await shownFor("B"), await shownFor("C"), await shownFor("S")]).toEqual([
      "A",
      "C",
      "C",
      "S",
    ]);
  });

  it("has a finding while its origin is unknown, which goes away when the origin arrives", async () => {
    await publish(B);
    const [problem] = await findLayerProblems(store, await store.entries.getAll(["B"]));
    expect(problem).toMatchObject({
      rule: "layer/origin-unknown",
      severity: "hint",
      file: "ivoa-execution.yaml",
    });
    await publish({ ...A, layers: ["github.com/pack/tool"] });
    expect(await rulesOf("B")).toEqual([]);
    expect(await shownFor("A")).toBe("B");
  });

  it("goes on without its origin when that is withdrawn, and says so", async () => {
    await publish({ ...A, layers: ["github.com/pack/tool"] }, B);
    const withdrawal = { at: AT, reason: "It was deleted.", commit: undefined };
    await publish({ ...A, layers: ["github.com/pack/tool"], program: { state: "withdrawn", withdrawal } });
    expect(await shownFor("B")).toBe("B");
    expect(await findLayerProblems(store, await store.entries.getAll(["B"]))).toMatchObject([
      { rule: "layer/origin-withdrawn", severity: "warning" },
    ]);
  });

  it("finds an origin that has moved", async () => {
    await publish({ ...A, layers: ["github.com/pack/tool"] }, B);
    await publish({ ...A, at: "dev/new", layers: ["github.com/pack/tool"], oldPath: "github.com/dev/tool" });
    expect([await shownFor("A"), await rulesOf("B")]).toEqual(["B", []]);
  });

  it("shows the origin where the layer asks not to be listed or is withdrawn", async () => {
    await publish({ ...A, layers: ["github.com/pack/tool"] }, { ...B, program: { listed: false } });
    expect(await shownFor("A")).toBe("A");
    await publish({ ...B, program: { state: "withdrawn" } });
    expect(await shownFor("A")).toBe("A");
  });

  it("is not slowed down by many strangers' claims", async () => {
    await publish({ ...A, layers: ["github.com/pack/tool"] }, B);
    for (let number = 0; number < 300; number += 1)
      await publish({ id: `X${number}`, at: `evil${number}/tool`, derivedFrom: "github.com/dev/tool" });
    let calls = 0;
    const getAll = (ids: readonly string[]): Promise<readonly Entry[]> => {
      calls += ids.length;
      return store.entries.getAll(ids);
    };
    const counted = { ...store, entries: { ...store.entries, getAll } };
    const family = await loadFamily(counted, await get("A"));
    expect(family.members.map(({ entry }) => entry.program.id)).toEqual(["A", "B"]);
    expect(calls).toBe(1);
    const { entries, more } = await listUnverified(store, family, 5);
    expect([entries.length, more]).toEqual([5, true]);
  });
});
