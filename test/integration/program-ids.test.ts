import { afterAll, beforeAll, expect, it } from "vitest";
import { createSqlStore } from "../../src/catalogue/sql/index.ts";
import type { Store } from "../../src/catalogue/store.ts";
import { programIdsOf } from "../../src/curation/find-by-paths.ts";
import { source } from "../support/entry-builders.ts";
import { publishLayers } from "../support/layer-builders.ts";

let store: Store;

beforeAll(async () => {
  store = await createSqlStore({ file: ":memory:" });
  await store.migrate();
  await store.sources.save(source());
  await publishLayers(store, [
    { id: "01A", at: "dev/tool" },
    { id: "01A", at: "dev/renamed", oldPath: "github.com/dev/tool" },
    { id: "01B", at: "dev/other" },
  ]);
});
afterAll(() => store.close());

it("finds what an entry is called now, and what it was called once", async () => {
  const ids = await programIdsOf(store, [
    "github.com/dev/renamed",
    "github.com/dev/other",
    "github.com/no/such",
  ]);
  expect([...ids].toSorted(([one], [other]) => one.localeCompare(other))).toEqual([
    ["github.com/dev/other", "01B"],
    ["github.com/dev/renamed", "01A"],
  ]);
  expect([...(await programIdsOf(store, ["github.com/dev/tool"]))]).toEqual([["github.com/dev/tool", "01A"]]);
});

it("prefers who has a path now to who had it once", async () => {
  await publishLayers(store, [{ id: "01C", at: "dev/tool" }]);
  expect([...(await programIdsOf(store, ["github.com/dev/tool"]))]).toEqual([["github.com/dev/tool", "01C"]]);
});

it("asks the store a few times for thousands of paths, of which nobody has most", async () => {
  const asked: number[] = [];
  const layers: Pick<Store["layers"], "findNamed"> = {
    findNamed: (paths) => {
      asked.push(paths.length);
      return store.layers.findNamed(paths);
    },
  };
  const paths = Array.from({ length: 1_200 }, (_, number) => `github.com/no/tool-${number}`);
  const counted = { layers: { ...store.layers, ...layers } };
  const ids = await programIdsOf(counted, [...paths, "github.com/dev/other", "github.com/no/\0"]);
  expect([...ids]).toEqual([["github.com/dev/other", "01B"]]);
  expect(asked).toEqual([500, 500, 201]);
});
