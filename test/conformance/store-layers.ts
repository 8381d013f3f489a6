import { expect, it } from "vitest";
import type { Store } from "../../src/catalogue/store.ts";
import { source } from "../support/entry-builders.ts";
import { publishLayers, type LayerOptions } from "../support/layer-builders.ts";

const AT = "2026-11-24T10:00:00.000Z";
const LATER = "2026-11-24T11:00:00.000Z";

const TOOL: LayerOptions = { id: "01A", at: "Dev/tool" };
const PACKAGE: LayerOptions = {
  id: "01B",
  at: "pack/tool",
  role: "packager",
  derivedFrom: "github.com/Dev/tool",
};

/** A part of the contract of `Store`: who says to be derived from whom. */
export function testLayerStore(store: () => Store, create: () => Promise<Store>): void {
  const publish = async (...layers: Parameters<typeof publishLayers>[1]): Promise<void> => {
    await store().sources.save(source());
    await publishLayers(store(), layers);
  };
  const claimJobs = async (): Promise<readonly string[]> => {
    const jobs = await store().jobs.claim(["index"], LATER, LATER, 50);
    await store().jobs.finish(jobs.map(({ id }) => id));
    return jobs.map(({ subject }) => subject).toSorted();
  };

  it("finds programs by their path and repository, in any case, and by those of before", async () => {
    await publish(TOOL);
    await publish({ ...TOOL, at: "dev/renamed", oldPath: "github.com/Dev/tool" });
    const named = await store().layers.findNamed(["github.com/dev/tool"]);
    expect(named).toMatchObject([
      { programId: "01A", path: "github.com/dev/renamed", by: "path", isCurrent: false },
      { programId: "01A", by: "repository", isCurrent: false, file: "ivoa-execution.yaml" },
    ]);
    const now = await store().layers.findNamed(["github.com/dev/renamed"]);
    expect(now.map(({ by, isCurrent }) => [by, isCurrent])).toEqual([
      ["path", true],
      ["repository", true],
    ]);
    expect(await store().layers.findNamed(["github.com/dev"])).toEqual([]);
    expect(await store().layers.findNamed([])).toEqual([]);
  });

  it("lists who claims a program, also by one owner, and tells who has to do with claims", async () => {
    await publish(TOOL, PACKAGE, {
      id: "01C",
      at: "dev/other",
      derivedFrom: "https://github.com/dev/Tool.git",
    });
    await publish(
      { id: "01D", at: "dev/alone" },
      { id: "01E", at: "dev/lost", derivedFrom: "nothing at all" },
    );
    const { layers } = store();
    expect(await layers.listClaimants("01A", { limit: 10 })).toEqual(["01C", "01B"]);
    expect(await layers.listClaimants("01A", { limit: 1 })).toEqual(["01C"]);
    expect(await layers.listClaimants("01A", { owner: "github.com/pack", limit: 10 })).toEqual(["01B"]);
    expect(await layers.listClaimants("01B", { limit: 10 })).toEqual([]);
    expect(await layers.findLinked(["01A", "01B", "01C", "01D", "01E"])).toEqual(
      new Set(["01A", "01B", "01C", "01E"]),
    );
    const first = await layers.listClaims(undefined, 2);
    expect(first.map(({ path }) => path)).toEqual(["github.com/dev/lost", "github.com/dev/other"]);
    expect(await layers.listClaims("github.com/dev/other", 2)).toEqual([
      { programId: "01B", path: "github.com/pack/tool" },
    ]);
  });

  it("writes index jobs for those at the other end of a claim, when it comes, changes, moves or goes", async () => {
    await publish(PACKAGE);
    expect(await claimJobs()).toEqual(["01B"]);
    await publish(TOOL);
    expect(await claimJobs()).toEqual(["01A", "01B"]);
    await publish({ ...TOOL, at: "dev/renamed", oldPath: "github.com/Dev/tool" });
    expect(await claimJobs()).toEqual(["01A", "01B"]);
    await publish({ ...PACKAGE, program: { state: "withdrawn" } });
    expect(await claimJobs()).toEqual(["01A", "01B"]);
    await publish({ ...PACKAGE, derivedFrom: "github.com/other/tool" });
    expect(await claimJobs()).toEqual(["01A", "01B"]);
    await publish(TOOL);
    expect(await claimJobs()).toEqual(["01A"]);
  });

  it("keeps the last decision on a layer and its origin, and writes jobs for both", async () => {
    await publish(TOOL, PACKAGE);
    await claimJobs();
    const { layers } = store();
    const decision = { layerId: "01B", originId: "01A", verdict: "refused", actor: "ada", at: AT } as const;
    await layers.decide(decision);
    expect(await claimJobs()).toEqual(["01A", "01B"]);
    expect(await layers.findDecision("01B", "01A")).toEqual(decision);
    expect(await layers.findDecision("01A", "01B")).toBeUndefined();
    expect(await layers.listConfirmed("01A")).toEqual([]);
    const later = { ...decision, verdict: "confirmed", actor: "bob", at: LATER } as const;
    await layers.decide(later);
    expect(await layers.findDecision("01B", "01A")).toEqual(later);
    expect(await layers.listConfirmed("01A")).toEqual(["01B"]);
  });

  it("has the same claims, addresses and decisions after an import", async () => {
    await publish(TOOL, PACKAGE);
    await publish({ ...TOOL, at: "dev/renamed", oldPath: "github.com/Dev/tool" });
    const decision = { layerId: "01B", originId: "01A", verdict: "confirmed", actor: "ada", at: AT } as const;
    await store().layers.decide(decision);
    const other = await create();
    try {
      await other.migrate();
      await other.transfer.fill(store().transfer.rows());
      expect(await other.layers.findNamed(["github.com/dev/tool"])).toEqual(
        await store().layers.findNamed(["github.com/dev/tool"]),
      );
      expect(await other.layers.listClaimants("01A", { limit: 10 })).toEqual(["01B"]);
      expect(await other.layers.findDecision("01B", "01A")).toEqual(decision);
    } finally {
      await other.close();
    }
  });
}
